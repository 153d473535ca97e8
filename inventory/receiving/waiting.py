"""Whose turn a delivery is, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inventory.receiving.kinds import kind_of
from inventory.receiving.models import Receipt

Status = Receipt.Status


def waits_words(receipt: Receipt, to_put_away: int) -> str:
    """A sentence for each state, as what has arrived and what is said to be missing leave it."""
    if receipt.status == Status.EXPECTED:
        return _("Waits for the sender.")
    if receipt.status == Status.PARTLY_RECEIVED:
        return (
            _missing(receipt) if receipt.all_told else _("Waits for the sender to bring the rest.")
        )
    if receipt.status == Status.RECEIVED:
        words = _("Everything is here. Waits for whoever receives here to put away and close.")
        return words if to_put_away else _("Everything is here. Waits to be closed.")
    if to_put_away:
        return _("Waits for whoever receives here to put away.")
    return _("Nothing is left to do.")


def _missing(receipt: Receipt) -> str:
    """Who sent a transfer decides about what is missing; of others whoever receives closes them."""
    if kind_of(receipt.kind).opens_cases:
        return _("Pieces are missing. Waits until they come, or until it is closed without them.")
    return _("Pieces are missing. Waits until they are found or their loss is decided.")
