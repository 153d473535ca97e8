from inventory.replenishment.models.suggestion import Suggestion

__all__ = ["Suggestion"]
