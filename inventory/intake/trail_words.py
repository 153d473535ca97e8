"""What is done to events and sources, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.event_conflict.closed": _("Conflict closed"),
    "inventory.reversal.asked": _("Reversal asked for"),
    "inventory.reversal.decision_undone": _("Decision on the reversal taken back"),
    "inventory.reversal.reversed": _("Event reversed"),
    "inventory.reversal.withdrawn": _("Request for the reversal withdrawn"),
    "inventory.sequence_gap.closed": _("Gap closed"),
    "inventory.snapshot_tolerance.removed": _("Tolerance for snapshots removed"),
    "inventory.snapshot_tolerance.set": _("Tolerance for snapshots set"),
    "inventory.stream.restarted": _("Stream begun anew"),
    "inventory.type_owner.removed": _("Owner of a type removed"),
    "inventory.type_owner.set": _("Owner of a type set"),
    "inventory.waiting_event.dismissed": _("Waiting event put aside"),
    "inventory.waiting_event.fixed": _("Waiting event corrected"),
    "inventory.waiting_event.reopened": _("Waiting event taken up again"),
    "inventory.waiting_event.replayed": _("Waiting event told again"),
}
