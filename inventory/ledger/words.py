"""The words of the ledger as people read them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.ledger.vocabulary import End, EventType, State

STATE_WORDS: Final[dict[State, str | Promise]] = {
    State.RECEIVING: _("Receiving"),
    State.AVAILABLE: _("Available"),
    State.RESERVED: _("Reserved"),
    State.ALLOCATED: _("Allocated"),
    State.DAMAGED: _("Damaged"),
    State.QUARANTINED: _("Quarantined"),
    State.RETURNED: _("Returned"),
    State.IN_TRANSIT: _("In transit"),
    State.ON_ORDER: _("On order"),
}
STATE_MEANINGS: Final[dict[State, str | Promise]] = {
    State.RECEIVING: _("Arrived, not yet put away"),
    State.AVAILABLE: _("Free to sell"),
    State.RESERVED: _("Held for a cart or an order"),
    State.ALLOCATED: _("Committed to a shipment, pickup or transfer"),
    State.DAMAGED: _("Not sellable"),
    State.QUARANTINED: _("Blocked until somebody decides"),
    State.RETURNED: _("Back from a customer, not inspected"),
    State.IN_TRANSIT: _("Shipped to this location, not received"),
    State.ON_ORDER: _("Promised by a supplier"),
}
END_WORDS: Final[dict[End, str | Promise]] = {
    **{End(state): word for state, word in STATE_WORDS.items()},
    End.SUPPLIER: _("Supplier"),
    End.CUSTOMER: _("Customer"),
    End.SHRINKAGE: _("Shrinkage"),
    End.SCRAP: _("Scrap"),
    End.LIQUIDATION: _("Liquidation"),
    End.OPENING: _("Opening balance"),
}
TYPE_WORDS: Final[dict[EventType, str | Promise]] = {
    EventType.OPENING: _("Opening balance"),
    EventType.RECEIPT: _("Receipt"),
    EventType.PUTAWAY: _("Put away"),
    EventType.SALE: _("Sale"),
    EventType.SALE_VOID: _("Sale voided"),
    EventType.RESERVE: _("Reserved"),
    EventType.RELEASE: _("Released"),
    EventType.ALLOCATE: _("Allocated"),
    EventType.DEALLOCATE: _("Deallocated"),
    EventType.SHIP: _("Shipped"),
    EventType.PICKUP: _("Picked up"),
    EventType.TRANSFER_SHIP: _("Transfer shipped"),
    EventType.TRANSFER_RECEIVE: _("Transfer received"),
    EventType.TRANSFER_SHORTAGE: _("Transfer short"),
    EventType.RETURN_RECEIVE: _("Return received"),
    EventType.INSPECT_PASS: _("Inspection passed"),
    EventType.INSPECT_FAIL: _("Inspection failed"),
    EventType.QUARANTINE: _("Quarantined"),
    EventType.QUARANTINE_RELEASE: _("Quarantine released"),
    EventType.DAMAGE: _("Damaged"),
    EventType.REPAIR: _("Repaired"),
    EventType.WRITE_OFF: _("Written off"),
    EventType.LIQUIDATE: _("Liquidated"),
    EventType.VENDOR_RETURN: _("Returned to supplier"),
    EventType.PO_CREATE: _("Ordered from supplier"),
    EventType.PO_CANCEL: _("Order cancelled"),
    EventType.ADJUSTMENT: _("Adjustment"),
    EventType.COUNT: _("Count"),
    EventType.SNAPSHOT: _("Snapshot"),
    EventType.REVERSAL: _("Reversal"),
}


def type_words(word: str) -> str:
    """`transfer_ship` as people read it."""
    return str(TYPE_WORDS[EventType[word.upper()]])


def end_words(word: str) -> str:
    return str(END_WORDS[End[word.upper()]])
