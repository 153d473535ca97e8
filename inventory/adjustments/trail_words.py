"""What is done to adjustments, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.adjustment.decision_undone": _("Decision on the adjustment taken back"),
    "inventory.adjustment.held": _("Adjustment held by a shortfall"),
    "inventory.adjustment.line_set": _("Line added or changed"),
    "inventory.adjustment.sent_back": _("Adjustment sent back"),
    "inventory.adjustment.undone": _("Adjustment taken back"),
    "inventory.adjustment.withdrawn": _("Request for the adjustment withdrawn"),
}
