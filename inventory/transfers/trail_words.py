"""What is done to transfers, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.transfer.arrival_undone": _("Arrival taken back"),
    "inventory.transfer.arrived": _("Pieces arrived"),
    "inventory.transfer.called_off": _("Transfer called off"),
    "inventory.transfer.closed_short": _("Transfer closed short"),
    "inventory.transfer.decision_undone": _("Decision on the transfer taken back"),
    "inventory.transfer.found": _("Missing pieces found"),
    "inventory.transfer.loss_asked": _("Write-off of missing pieces asked for"),
    "inventory.transfer.loss_declined": _("Write-off of missing pieces refused"),
    "inventory.transfer.loss_undone": _("Write-off of missing pieces taken back"),
    "inventory.transfer.lost": _("Missing pieces written off"),
    "inventory.transfer.missing": _("Pieces reported missing"),
    "inventory.transfer.packed": _("Shipment packed"),
    "inventory.transfer.recalled": _("Transfer taken back to a draft"),
    "inventory.transfer.reported": _("Movement told by another system"),
    "inventory.transfer.sent_back": _("Transfer sent back"),
    "inventory.transfer.shipped": _("Shipment sent"),
    "inventory.transfer.started": _("Picking begun"),
    "inventory.transfer.unpacked": _("Shipment taken apart"),
}
