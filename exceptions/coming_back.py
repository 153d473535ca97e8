"""The end of a case and its coming back: the clock stands still in between, however it ended."""

from __future__ import annotations

from datetime import datetime

from exceptions.hooks import hooks
from exceptions.models import Case
from exceptions.policies.cases import may_hold


def stop_its_clock(case: Case, *, at: datetime) -> None:
    """From here on no time counts. Sets fields, saves no case."""
    if case.paused_at is None:
        hooks.stop_clock(case, at)


def take_up(case: Case, *, at: datetime) -> None:
    """Open it again, for its last owner where that person may still hold it, with the time that was
    left. Sets fields, saves no case."""
    if case.resolved_at is not None:
        stop_its_clock(case, at=case.resolved_at)
    if case.owner is not None and may_hold(case.owner, case):
        case.reopen_for_owner()
    else:
        case.reopen()
    hooks.run_clock(case, at)
