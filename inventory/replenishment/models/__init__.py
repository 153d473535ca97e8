from inventory.replenishment.models.quiet import QuietCell
from inventory.replenishment.models.suggestion import Suggestion

__all__ = ["QuietCell", "Suggestion"]
