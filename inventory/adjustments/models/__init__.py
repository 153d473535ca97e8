from inventory.adjustments.models.adjustment import Adjustment, AdjustmentLine, AdjustmentScan
from inventory.adjustments.models.reason import Reason

__all__ = ["Adjustment", "AdjustmentLine", "AdjustmentScan", "Reason"]
