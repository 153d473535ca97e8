"""The commands of replenishment."""

from inventory.replenishment.services.suggesting import suggest_moves

__all__ = ["suggest_moves"]
