"""The commands of the intake."""

from inventory.intake.services.accept import accept
from inventory.intake.services.conflicts import close_conflict
from inventory.intake.services.cures import close_cured
from inventory.intake.services.feeds import watch_feeds
from inventory.intake.services.gaps import close_gap, find_gaps
from inventory.intake.services.leftovers import settle_leftovers
from inventory.intake.services.owning import remove_type_owner, set_type_owner
from inventory.intake.services.replaying import (
    Replay,
    dismiss_waiting,
    dry_run_waiting,
    fix_waiting,
    reopen_waiting,
    replay_waiting,
    try_correction,
)
from inventory.intake.services.restarts import find_restarts, restart_stream
from inventory.intake.services.reversals import ask_reversal, withdraw_overtaken
from inventory.intake.services.sources import SourceSettings, change_source
from inventory.intake.services.tallies import forget_old_minutes, roll_up_tallies
from inventory.intake.services.tolerances import (
    remove_snapshot_tolerance,
    set_snapshot_tolerance,
)

__all__ = [
    "Replay",
    "SourceSettings",
    "accept",
    "ask_reversal",
    "change_source",
    "close_conflict",
    "close_cured",
    "close_gap",
    "dismiss_waiting",
    "dry_run_waiting",
    "find_gaps",
    "find_restarts",
    "fix_waiting",
    "forget_old_minutes",
    "remove_snapshot_tolerance",
    "remove_type_owner",
    "reopen_waiting",
    "replay_waiting",
    "restart_stream",
    "roll_up_tallies",
    "set_snapshot_tolerance",
    "set_type_owner",
    "settle_leftovers",
    "try_correction",
    "watch_feeds",
    "withdraw_overtaken",
]
