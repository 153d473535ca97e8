from inventory.intake.models.conflict import EventConflict
from inventory.intake.models.gap import EventsRead, SequenceGap, StreamMark, StreamRestart
from inventory.intake.models.owner import SnapshotTolerance, TypeOwner
from inventory.intake.models.reversal import Reversal
from inventory.intake.models.tally import LAG_BOUNDS, FeedHeard, MinuteTally, Tally
from inventory.intake.models.waiting import WaitingEvent, WaitingOccurrence

__all__ = [
    "LAG_BOUNDS",
    "EventConflict",
    "EventsRead",
    "FeedHeard",
    "MinuteTally",
    "Reversal",
    "SequenceGap",
    "SnapshotTolerance",
    "StreamMark",
    "StreamRestart",
    "Tally",
    "TypeOwner",
    "WaitingEvent",
    "WaitingOccurrence",
]
