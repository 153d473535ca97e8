"""What deliveries tell of a story: announced, booked in, taken back, missing. Movements are told by
the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from inventory.receiving.models import Arrival, Receipt, ReceiptLine
from inventory.receiving.models.arrival import Missing
from inventory.receiving.tables import receipt_url
from workbench.formats import quantity
from workbench.story import MOST_LINES, MOST_SUBJECTS, StoryAsk, StoryLine


def receipt_lines(user: User, ask: StoryAsk) -> Iterator[StoryLine]:
    """What became of the deliveries of a story's SKUs to its place."""
    skus = _skus(ask)
    lines = _lines_of(user, ask).select_related("receipt__announced_by")
    found = {line.receipt_id: line for line in lines.order_by("-receipt_id")[:MOST_LINES]}
    told = [
        *(each for line in found.values() for each in _ends(line)),
        *_arrived(found),
        *_missing(found, skus),
    ]
    yield from (line for line in told if ask.since <= line.at <= ask.until)


def receipt_subjects(user: User, ask: StoryAsk) -> Iterator[tuple[str, str]]:
    """These deliveries."""
    rows = _lines_of(user, ask).order_by("-receipt_id").values_list("receipt_id", flat=True)
    yield from ((Receipt._meta.label_lower, str(pk)) for pk in rows[:MOST_SUBJECTS])


def _skus(ask: StoryAsk) -> list[int]:
    return [int(key) for kind, key in ask.subjects if kind == "catalog.sku" and key.isdecimal()]


def _lines_of(user: User, ask: StoryAsk) -> QuerySet[ReceiptLine]:
    return ReceiptLine.objects.filter(
        sku_id__in=_skus(ask),
        receipt__location=ask.place_id,
        receipt__in=Receipt.objects.visible_to(user),
        receipt__announced_at__lte=ask.until,
    )


def _ends(line: ReceiptLine) -> Iterator[StoryLine]:
    receipt = line.receipt
    words = _("%(document)s announced: %(n)s")
    yield StoryLine(
        receipt.announced_at,
        "delivery",
        _("Delivery"),
        words % {"document": receipt.document, "n": quantity(line.expected)},
        who=str(receipt.announced_by or ""),
        sub=receipt.sender,
        url=receipt_url(receipt),
    )
    if receipt.closed_at:
        yield StoryLine(
            receipt.closed_at,
            "delivery",
            _("Delivery"),
            f"{receipt.document}: {receipt.state.label}",
            sub=receipt.closing_reason,
            url=receipt_url(receipt),
            order=4,
        )


def _arrived(found: dict[int, ReceiptLine]) -> Iterator[StoryLine]:
    rows = Arrival.objects.filter(receipt__in=found).select_related("actor", "undone_by")
    for row in rows.order_by("-at")[:MOST_LINES]:
        receipt = found[row.receipt_id].receipt
        facts = {"n": row.number, "document": receipt.document}
        words = _("Arrival %(n)s of %(document)s booked in") % facts
        who = str(row.actor) if row.actor else row.source
        yield _line(receipt, row.at, words, who, tone="ok", order=1)
        if row.undone_at:
            words = _("Arrival %(n)s of %(document)s taken back") % facts
            yield _line(receipt, row.undone_at, words, str(row.undone_by or ""), order=3)


def _missing(found: dict[int, ReceiptLine], skus: list[int]) -> Iterator[StoryLine]:
    rows = Missing.objects.filter(arrival__receipt__in=found, sku_id__in=skus)
    for row in rows.select_related("arrival__actor").order_by("-arrival__at")[:MOST_LINES]:
        receipt = found[row.arrival.receipt_id].receipt
        facts = {"n": quantity(row.quantity), "document": receipt.document}
        words = _("%(n)s of %(document)s reported missing") % facts
        who = str(row.arrival.actor) if row.arrival.actor else row.arrival.source
        yield _line(receipt, row.arrival.at, words, who, sub=row.reason, order=2)


def _line(
    receipt: Receipt,
    at: datetime,
    text: str,
    who: str,
    *,
    tone: str = "warn",
    sub: str = "",
    order: int = 0,
) -> StoryLine:
    return StoryLine(
        at,
        "delivery",
        _("Delivery"),
        text,
        who=who,
        sub=sub,
        url=receipt_url(receipt),
        tone=tone,
        order=order,
    )
