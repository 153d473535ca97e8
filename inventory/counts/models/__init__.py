from inventory.counts.models.count import Count
from inventory.counts.models.line import CountLine, LineCounter
from inventory.counts.models.mark import LedgerMark
from inventory.counts.models.part import CountPart, CountSession, PartSku
from inventory.counts.models.plan import ClassRule, CountPlan, SkuClass
from inventory.counts.models.scan import CountScan, KeptCode

__all__ = [
    "ClassRule",
    "Count",
    "CountLine",
    "CountPart",
    "CountPlan",
    "CountScan",
    "CountSession",
    "KeptCode",
    "LedgerMark",
    "LineCounter",
    "PartSku",
    "SkuClass",
]
