from inventory.replenishment.models.quiet import QuietCell
from inventory.replenishment.models.round import Round
from inventory.replenishment.models.suggestion import Suggestion

__all__ = ["QuietCell", "Round", "Suggestion"]
