from inventory.receiving.models.arrival import Arrival, Missing, ReceiptEvent
from inventory.receiving.models.receipt import Receipt, ReceiptLine
from inventory.receiving.models.scan import ReceiptScan
from inventory.receiving.models.setting import LandingSetting, OverReceiptTolerance

__all__ = [
    "Arrival",
    "LandingSetting",
    "Missing",
    "OverReceiptTolerance",
    "Receipt",
    "ReceiptEvent",
    "ReceiptLine",
    "ReceiptScan",
]
