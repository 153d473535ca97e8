"""What is done to deliveries, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.receipt.announced": _("Delivery announced"),
    "inventory.receipt.cancelled": _("Delivery cancelled"),
    "inventory.receipt.closed": _("Delivery closed"),
    "inventory.receipt.code_reviewed": _("Unknown code looked at"),
    "inventory.receipt.override_asked": _("Asked a manager to allow more than expected"),
    "inventory.receipt.put_away": _("Put away"),
    "inventory.receipt.received": _("Booked in"),
    "inventory.receipt.reported": _("Arrival told by another system"),
    "inventory.receipt.undone": _("Arrival taken back"),
    "inventory.receiving_landing.set": _("Where deliveries land chosen"),
    "inventory.receiving_tolerance.changed": _("Tolerance of deliveries changed"),
    "inventory.receiving_tolerance.removed": _("Tolerance of deliveries removed"),
    "inventory.receiving_tolerance.set": _("Tolerance of deliveries set"),
}
