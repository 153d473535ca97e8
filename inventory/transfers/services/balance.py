"""Invariant 5 of the books: what transfers say is on its way or set aside, the ledger holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.catalog.models import Location, Sku
from inventory.ledger.verify.documents import DocumentDifference
from inventory.transfers.queries.balance import (
    Imbalance,
    allocation_imbalances,
    in_transit_imbalances,
)

KIND = "transfer_difference"
SHOWN = 20
STATES = {"in_transit": in_transit_imbalances, "allocated": allocation_imbalances}


def watch_balance(*, at: datetime) -> int:
    """One open case per place and state in which books and transfers differ; what agrees again is
    closed. Answers how many differ. Refuses nothing.
    """
    found: dict[str, list[Imbalance]] = {}
    for state, imbalances in STATES.items():
        for location_id, rows in _by_place(imbalances()).items():
            fingerprint = _fingerprint(state, location_id)
            found[fingerprint] = rows
            _open(fingerprint, state, location_id, rows, at=at)
    for fingerprint in open_fingerprints(kind=KIND):
        if fingerprint not in found:
            close_case(fingerprint=fingerprint, at=at, note=_("Books and transfers agree again."))
    return len(found)


def unexplained() -> Iterator[DocumentDifference]:
    """For the check of the whole ledger: what differs and has no open case."""
    known = set(open_fingerprints(kind=KIND))
    for state, imbalances in STATES.items():
        for row in imbalances():
            if _fingerprint(state, row.location_id) not in known:
                yield DocumentDifference(
                    f"transfers {state}",
                    f"{state} is {row.books:,}, transfers say {row.transfers:,}",
                    row.sku_id,
                    row.location_id,
                )


def _fingerprint(state: str, location_id: int) -> str:
    return f"{KIND}:{state}:{location_id}"


def _by_place(rows: Iterable[Imbalance]) -> dict[int, list[Imbalance]]:
    found: dict[int, list[Imbalance]] = defaultdict(list)
    for row in rows:
        found[row.location_id].append(row)
    return found


def _open(
    fingerprint: str, state: str, location_id: int, rows: list[Imbalance], *, at: datetime
) -> None:
    location = Location.objects.select_related("place").get(pk=location_id)
    codes = dict(
        Sku.objects.filter(pk__in=[row.sku_id for row in rows[:SHOWN]]).values_list("pk", "code")
    )
    words = _("%(state)s at %(place)s differs from its transfers in %(n)s SKUs") % {
        "state": _("In transit") if state == "in_transit" else _("Allocated"),
        "place": location.name,
        "n": f"{len(rows):,}",
    }
    open_case(
        kind=KIND,
        fingerprint=fingerprint,
        title=words,
        subject=location,
        at=at,
        place=location.place,
        evidence={
            "state": state,
            "skus": len(rows),
            "lines": [
                {
                    "sku": codes.get(row.sku_id, row.sku_id),
                    "books": row.books,
                    "transfers": row.transfers,
                }
                for row in rows[:SHOWN]
            ],
        },
    )
