"""The commands of adjustments."""

from inventory.adjustments.services.draft import (
    add_pieces,
    change_adjustment,
    create_adjustment,
    note_unknown_code,
    set_line,
)
from inventory.adjustments.services.ending import (
    cancel_adjustment,
    post_adjustment,
    undo_adjustment,
)
from inventory.adjustments.services.reasons import create_reason, save_reason
from inventory.adjustments.services.submitting import submit_adjustment

__all__ = [
    "add_pieces",
    "cancel_adjustment",
    "change_adjustment",
    "create_adjustment",
    "create_reason",
    "note_unknown_code",
    "post_adjustment",
    "save_reason",
    "set_line",
    "submit_adjustment",
    "undo_adjustment",
]
