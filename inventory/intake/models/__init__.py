from inventory.intake.models.conflict import EventConflict
from inventory.intake.models.gap import SequenceGap, StreamMark
from inventory.intake.models.owner import SnapshotTolerance, TypeOwner
from inventory.intake.models.tally import LAG_BOUNDS, FeedHeard, MinuteTally, Tally
from inventory.intake.models.waiting import WaitingEvent, WaitingOccurrence

__all__ = [
    "LAG_BOUNDS",
    "EventConflict",
    "FeedHeard",
    "MinuteTally",
    "SequenceGap",
    "SnapshotTolerance",
    "StreamMark",
    "Tally",
    "TypeOwner",
    "WaitingEvent",
    "WaitingOccurrence",
]
