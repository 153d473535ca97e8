"""Reads of transfers, for this room and those above."""

from inventory.transfers.queries.progress import (
    Numbers,
    Progress,
    in_transit_of,
    progress_of,
    progress_of_many,
)

__all__ = ["Numbers", "Progress", "in_transit_of", "progress_of", "progress_of_many"]
