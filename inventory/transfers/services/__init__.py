"""The commands of transfers."""

from inventory.transfers.services.arriving import receive_shipment
from inventory.transfers.services.asking import recall_transfer, submit_transfer
from inventory.transfers.services.balance import watch_balance
from inventory.transfers.services.drafts import (
    change_transfer,
    copy_transfer,
    create_transfer,
)
from inventory.transfers.services.ending import cancel_transfer, close_short
from inventory.transfers.services.finding import record_found
from inventory.transfers.services.overdue import watch_transit
from inventory.transfers.services.shipping import (
    pack_shipment,
    ship_shipment,
    ship_transfer,
    start_picking,
    unpack_shipment,
)
from inventory.transfers.services.shortages import ask_loss

__all__ = [
    "ask_loss",
    "cancel_transfer",
    "change_transfer",
    "close_short",
    "copy_transfer",
    "create_transfer",
    "pack_shipment",
    "recall_transfer",
    "receive_shipment",
    "record_found",
    "ship_shipment",
    "ship_transfer",
    "start_picking",
    "submit_transfer",
    "unpack_shipment",
    "watch_balance",
    "watch_transit",
]
