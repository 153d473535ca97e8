"""The commands of replenishment."""

from inventory.replenishment.services.settling import (
    dismiss_suggestion,
    draft_suggestions,
    suggest_again,
)
from inventory.replenishment.services.suggesting import suggest_moves

__all__ = ["dismiss_suggestion", "draft_suggestions", "suggest_again", "suggest_moves"]
