from inventory.transfers.models.shipment import Shipment, ShipmentLine
from inventory.transfers.models.shortage import Shortage, ShortageLine
from inventory.transfers.models.transfer import Transfer, TransferLine

__all__ = [
    "Shipment",
    "ShipmentLine",
    "Shortage",
    "ShortageLine",
    "Transfer",
    "TransferLine",
]
