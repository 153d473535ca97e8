"""The commands of receiving."""

from inventory.receiving.services.announce import (
    announce_delivery,
    cancel_announced,
    cancel_delivery,
    expect_delivery,
)
from inventory.receiving.services.asking import ask_override
from inventory.receiving.services.end import close_delivery, close_receipt
from inventory.receiving.services.putaway import put_away
from inventory.receiving.services.receive import receive, receive_rest, receive_scanned
from inventory.receiving.services.scanning import mark_damaged, review_code, scan_item
from inventory.receiving.services.settings import (
    change_tolerance,
    remove_tolerance,
    set_landing,
    set_tolerance,
)
from inventory.receiving.services.undo import undo_receipt

__all__ = [
    "announce_delivery",
    "ask_override",
    "cancel_announced",
    "cancel_delivery",
    "change_tolerance",
    "close_delivery",
    "close_receipt",
    "expect_delivery",
    "mark_damaged",
    "put_away",
    "receive",
    "receive_rest",
    "receive_scanned",
    "remove_tolerance",
    "review_code",
    "scan_item",
    "set_landing",
    "set_tolerance",
    "undo_receipt",
]
