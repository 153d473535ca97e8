"""Cases of counts: differences that wait, and shelves that hold less than is promised from them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from exceptions.models import Case
from exceptions.services import close_case, open_case
from inventory.catalog.models import Sku
from inventory.catalog.queries import stakes
from inventory.counts.models import Count, CountLine
from inventory.ledger.models import StockLevel
from inventory.ledger.queries.told_late import ToldLate

VARIANCE, PROMISED = "count_variance", "count_below_reserved"
SHOWN = 10
BATCH = 500
# A count that empties a whole location would otherwise open thousands.
MOST_CASES = 200


def follow_variance(*, count: Count, waiting: Sequence[CountLine], at: datetime) -> None:
    """One case for all differences of a count that wait; it closes when none does."""
    differing = [line for line in waiting if line.why in {"variance", "moved", "unpriced"}]
    if not differing:
        note = f"Every difference of {count.reference} is settled."
        close_variance_case(count=count, at=at, note=note)
        return
    widest = sorted(differing, key=lambda line: -abs(line.difference))[:SHOWN]
    _open(
        count,
        fingerprint=_fingerprint(count),
        title=f"{count.location.name} differs from the books on {_lines(len(differing))}",
        changes={line.sku_id: line.difference for line in differing},
        widest={line.sku.code: _said(line) for line in widest},
        at=at,
    )


def close_variance_case(*, count: Count, at: datetime, note: str) -> None:
    """Nothing of the count waits any more."""
    close_case(fingerprint=_fingerprint(count), at=at, note=note)


def open_late_case(
    *,
    count: Count,
    lines: Sequence[CountLine],
    moves: Mapping[int, Sequence[ToldLate]],
    at: datetime,
) -> None:
    """One case for all lines of a count of which a movement was told after they had posted."""
    _open(
        count,
        fingerprint=_late_fingerprint(count),
        title=f"{count.location.name} heard late of movements while {count.reference} counted"
        f" {_lines(len(lines))}",
        changes={line.sku_id: sum(move.change for move in moves[line.pk]) for line in lines},
        widest={line.sku.code: _told(line, moves[line.pk]) for line in lines[:SHOWN]},
        at=at,
    )


def close_late_case(*, count: Count, at: datetime) -> None:
    """Whatever moved unheard while it was counted was counted again, or did not happen."""
    note = f"Every line of {count.reference} that moved meanwhile was counted again."
    close_case(fingerprint=_late_fingerprint(count), at=at, note=note)


def open_promised_cases(*, count: Count, lines: Sequence[CountLine], at: datetime) -> None:
    """Where fewer were counted than are reserved or allocated, somebody must choose who gets none."""
    short = [line for line in lines if line.counted < line.promised][:MOST_CASES]
    skus = Sku.objects.in_bulk([line.sku_id for line in short])
    for line in sorted(short, key=lambda each: each.sku_id):
        sku = skus[line.sku_id]
        missing = line.promised - line.counted
        open_case(
            kind=PROMISED,
            fingerprint=f"{PROMISED}:{line.sku_id}:{count.location_id}",
            title=f"{count.location.name} has promised {missing:,} more of {sku.code} than it holds",
            subject=sku,
            at=at,
            place=count.location.place,
            evidence={
                "sku": sku.code,
                "location": count.location.code,
                "count": count.reference,
                "counted": line.counted,
                "promised": line.promised,
            },
            **stakes({line.sku_id: -missing}, place=count.location.place, at=at),
        )


@transaction.atomic
def close_kept_promises(*, at: datetime) -> int:
    """Close the cases of cells whose shelf holds what is promised again; answers how many."""
    closed = 0
    for case in Case.objects.open().filter(kind=PROMISED).order_by("fingerprint")[:BATCH]:
        _kind, sku_id, location_id = case.fingerprint.split(":")
        level = StockLevel.objects.filter(pk=(int(sku_id), int(location_id))).first()
        if level is None or level.available >= 0:
            note = "The shelf holds what is promised from it again."
            closed += close_case(fingerprint=case.fingerprint, at=at, note=note) is not None
    return closed


def _open(
    count: Count,
    *,
    fingerprint: str,
    title: str,
    changes: Mapping[int, int],
    widest: Mapping[str, Any],
    at: datetime,
) -> None:
    """A case about lines of a count: by SKU how much is at stake, the widest with what is known of them."""
    open_case(
        kind=VARIANCE,
        fingerprint=fingerprint,
        title=title,
        subject=count,
        at=at,
        place=count.location.place,
        evidence={
            "count": count.reference,
            "location": count.location.code,
            "lines": len(changes),
            "widest": widest,
        },
        **stakes(changes, place=count.location.place, at=at),
    )


def _fingerprint(count: Count) -> str:
    return f"{VARIANCE}:{count.pk}"


def _late_fingerprint(count: Count) -> str:
    return f"{VARIANCE}:{count.pk}:late"


def _told(line: CountLine, moves: Sequence[ToldLate]) -> dict[str, Any]:
    return {
        "counted": line.counted,
        "first scan": line.first_at.isoformat(timespec="seconds"),
        "last scan": line.last_at.isoformat(timespec="seconds"),
        "told after posting": [
            " ".join(
                (
                    move.type.word,
                    f"{move.change:+,}",
                    move.occurred_at.isoformat(timespec="seconds"),
                    move.reference,
                )
            ).strip()
            for move in moves[:SHOWN]
        ],
    }


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number:,} lines"


def _said(line: CountLine) -> dict[str, Any]:
    value = line.value or Decimal(0)
    return {
        "counted": line.counted,
        "books": line.book,
        "difference": line.difference,
        "value": f"{value:.2f}",
    }
