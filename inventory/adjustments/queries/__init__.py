"""Reads of adjustments for the rooms above and the screens."""

from inventory.adjustments.queries.value import Worth, present_of, worth_of

__all__ = ["Worth", "present_of", "worth_of"]
