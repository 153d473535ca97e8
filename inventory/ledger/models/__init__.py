from inventory.ledger.models.event import Event
from inventory.ledger.models.level import DirtySku, StockLevel
from inventory.ledger.models.movement import Movement
from inventory.ledger.models.source import Source

__all__ = ["DirtySku", "Event", "Movement", "Source", "StockLevel"]
