"""The commands of receiving."""

from inventory.receiving.services.announce import (
    announce_delivery,
    cancel_announced,
    cancel_delivery,
    expect_delivery,
)
from inventory.receiving.services.end import close_receipt
from inventory.receiving.services.putaway import put_away
from inventory.receiving.services.receive import receive, undo_receipt

__all__ = [
    "announce_delivery",
    "cancel_announced",
    "cancel_delivery",
    "close_receipt",
    "expect_delivery",
    "put_away",
    "receive",
    "undo_receipt",
]
