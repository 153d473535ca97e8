"""Checks that the ledger holds what DESIGN 3.8 promises."""

from inventory.ledger.verify.run import Difference, Progress, verify

__all__ = ["Difference", "Progress", "verify"]
