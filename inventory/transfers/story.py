"""What transfers tell of a story: drafts, shipments and missing pieces. Movements and votes are told
by others."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from inventory.transfers.models import Shipment, Shortage, Transfer, TransferLine
from inventory.transfers.models.shortage import ShortageLine
from inventory.transfers.tables import transfer_url
from workbench.formats import quantity
from workbench.story import MOST_LINES, MOST_SUBJECTS, StoryAsk, StoryLine

ENDINGS = {
    Transfer.Status.CLOSED: "ok",
    Transfer.Status.REJECTED: "bad",
    Transfer.Status.CANCELLED: "warn",
}


def transfer_lines(user: User, ask: StoryAsk) -> Iterator[StoryLine]:
    """What became of the transfers that move the SKUs of a story from or to its place."""
    skus = _skus(ask)
    lines = _lines_of(user, ask).select_related(
        "transfer__from_location__place", "transfer__to_location__place", "transfer__asked_by"
    )
    found = {line.transfer_id: line for line in lines.order_by("-transfer_id")[:MOST_LINES]}
    told = [
        *(each for line in found.values() for each in _ends(line)),
        *_shipped(found),
        *_missing(found, skus),
    ]
    yield from (line for line in told if ask.since <= line.at <= ask.until)


def transfer_subjects(user: User, ask: StoryAsk) -> Iterator[tuple[str, str]]:
    """These transfers, and what was reported missing of them."""
    rows = _lines_of(user, ask).order_by("-transfer_id").values_list("transfer_id", flat=True)
    ids = list(rows[:MOST_SUBJECTS])
    yield from ((Transfer._meta.label_lower, str(pk)) for pk in ids)
    missing = Shortage.objects.filter(transfer__in=ids, reported_at__lte=ask.until)
    for pk in missing.values_list("pk", flat=True)[:MOST_SUBJECTS]:
        yield Shortage._meta.label_lower, str(pk)


def _skus(ask: StoryAsk) -> list[int]:
    return [int(key) for kind, key in ask.subjects if kind == "catalog.sku" and key.isdecimal()]


def _lines_of(user: User, ask: StoryAsk) -> QuerySet[TransferLine]:
    return TransferLine.objects.filter(
        Q(transfer__from_location=ask.place_id) | Q(transfer__to_location=ask.place_id),
        sku_id__in=_skus(ask),
        transfer__in=Transfer.objects.visible_to(user),
        transfer__created_at__lte=ask.until,
    )


def _ends(line: TransferLine) -> Iterator[StoryLine]:
    transfer = line.transfer
    words = _("%(row)s drafted: %(n)s, %(route)s")
    facts = {"row": transfer, "n": quantity(line.asked), "route": transfer.route}
    yield StoryLine(
        transfer.created_at,
        "transfer",
        _("Transfer"),
        words % facts,
        who=transfer.asker,
        url=transfer_url(transfer),
    )
    if transfer.ended_at:
        yield StoryLine(
            transfer.ended_at,
            "transfer",
            _("Transfer"),
            f"{transfer}: {transfer.state.label}",
            url=transfer_url(transfer),
            tone=ENDINGS.get(transfer.state, ""),
            order=4,
        )


def _shipped(found: dict[int, TransferLine]) -> Iterator[StoryLine]:
    rows = Shipment.objects.filter(transfer__in=found, shipped_at__isnull=False)
    for row in rows.select_related("packed_by").order_by("-shipped_at")[:MOST_LINES]:
        transfer = found[row.transfer_id].transfer
        assert row.shipped_at is not None  # noqa: S101 - filtered
        yield StoryLine(
            row.shipped_at,
            "transfer",
            _("Transfer"),
            _("%(row)s left %(place)s") % {"row": row, "place": transfer.from_location.name},
            who=str(row.packed_by) if row.packed_by else row.reported_by,
            sub=" ".join(part for part in (row.carrier, row.tracking) if part),
            url=transfer_url(transfer),
            order=1,
        )


def _missing(found: dict[int, TransferLine], skus: list[int]) -> Iterator[StoryLine]:
    rows = ShortageLine.objects.filter(shortage__transfer__in=found, sku_id__in=skus)
    named = rows.select_related("shortage__shipment", "shortage__reported_by")
    for row in named.order_by("-shortage__reported_at")[:MOST_LINES]:
        shortage = row.shortage
        words = _("%(n)s of %(row)s reported missing")
        yield StoryLine(
            shortage.reported_at,
            "transfer",
            _("Transfer"),
            words % {"n": quantity(row.claimed), "row": shortage.shipment},
            who=str(shortage.reported_by or ""),
            sub=shortage.note,
            url=transfer_url(found[shortage.transfer_id].transfer),
            tone="warn",
            order=2,
        )
