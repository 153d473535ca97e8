"""Take what was scanned: once each, whatever it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from inventory.catalog.models import Sku
from inventory.catalog.queries.scans import Scanned, scanned_codes
from inventory.counts.actors import Actor, client_of, user_of
from inventory.counts.errors import (
    KitNotCounted,
    QuantityOutOfRange,
    SkuNotOfShelf,
    SkuOfAnotherNetwork,
    SkuSettled,
)
from inventory.counts.fitting import Fit
from inventory.counts.locks import lock_part
from inventory.counts.models import Count, CountPart, CountScan, CountSession
from inventory.counts.policies import (
    check_countable,
    check_may_count,
    check_not_first,
    check_start,
)
from inventory.counts.services.keeping import keep_codes
from inventory.counts.services.sessions import session_of
from inventory.counts.services.settling import count_on_lines
from kernel.errors import refusal

Standing = CountScan.Standing
MOST = 1_000_000
MOST_SCANS = 500


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as a device sends it."""

    id: UUID
    code: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the device shows: ok, attention or wrong; `count` is what this person has of the SKU here,
    `factor` how many pieces its code stands for."""

    id: UUID
    status: str
    title: str
    detail: str = ""
    count: int | None = None
    text: str = ""
    sku_id: int | None = None
    sku: str = ""
    factor: int = 1
    code: str = Standing.OK


@transaction.atomic
def take_scans(
    *,
    part_id: int,
    scans: Sequence[Scan],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> list[Answer]:
    """Keep scans of one shelf, each id once; a repeat gets the answer of the first.

    Each counts at the moment it was made, however much later it comes, so that the books are read as of
    then. What cannot be counted here is kept for a reviewer: unknown codes, SKUs the shelf does not list,
    kits, whatever comes after the shelf was finished, and what says that it was scanned before anybody
    was asked to. `seen` is the version of the count that was shown. Refuses, in this order: PartUnknown,
    CountUnknown, CountChanged, CountingNotAllowed, RecountBySomebodyElse.
    """
    count, part = lock_part(part_id, actor=actor, seen=seen)
    check_may_count(actor)
    check_not_first(part, actor=actor)
    known = {row.pk: row for row in CountScan.objects.filter(pk__in=[one.id for one in scans])}
    new = {one.id: one for one in scans if one.id not in known}
    fresh = list(new.values())[:MOST_SCANS]
    names = scanned_codes([one.code for one in scans])
    if fresh:
        is_open = part.is_open and refusal(check_countable, count) is None
        session = _session(count, part, actor=actor, at=at, is_open=is_open)
        rows = _rows(fresh, names, session, is_open=is_open, at=at)
        _begin_by(session, rows)
        counted = {row.sku_id for row in rows if row.sku_id and row.standing == Standing.OK}
        count_on_lines(count=count, sku_ids=counted)
        CountScan.objects.bulk_create(rows)
        keep_codes(count=count, scans=rows)
        known |= {row.pk: row for row in rows}
    totals = totals_of(part=part, actor=actor, sku_ids={row.sku_id for row in known.values()})
    ours = {pk for pk, row in known.items() if row.part_id == part.pk}
    return [_answer(known[one.id], names.get(one.code), totals) for one in scans if one.id in ours]


@transaction.atomic
def set_quantity(
    *,
    part_id: int,
    sku: Sku,
    quantity: int,
    scan_id: UUID,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> int:
    """Say how many of a SKU one has counted here; the difference is kept as a correction of the actor.

    In a correction session it is the whole shelf's number that is set. What a scan would keep for the
    reviewer is refused here, where nobody says that they saw it. Refuses, in this order: PartUnknown,
    CountUnknown, CountChanged, CountingNotAllowed, CountIsOver, PartFinished, RecountBySomebodyElse,
    QuantityOutOfRange, KitNotCounted, SkuOfAnotherNetwork, SkuNotOfShelf, SkuSettled.
    """
    count, part = lock_part(part_id, actor=actor, seen=seen)
    check_start(count, part, actor=actor)
    if not 0 <= quantity <= MOST:
        raise QuantityOutOfRange(most=f"{MOST:,}")
    _check_fits(sku, part)
    session = session_of(count=count, part=part, actor=actor, at=at)
    change = quantity - totals_of(part=part, actor=actor, sku_ids={sku.pk}).get(sku.pk, 0)
    if change and not CountScan.objects.filter(pk=scan_id).exists():
        kind = CountScan.Kind.CORRECTION
        CountScan.objects.create(
            id=scan_id, session=session, part=part, sku=sku, code=sku.code, kind=kind,
            quantity=change, at=at, received_at=at,
        )  # fmt: skip
        count_on_lines(count=count, sku_ids=[sku.pk])
    return quantity


def totals_of(*, part: CountPart, actor: Actor, sku_ids: Iterable[int | None]) -> dict[int, int]:
    """What one has counted of some SKUs on a shelf; in a correction session, what everybody has."""
    scans = part.scans.filter(standing=Standing.OK, sku_id__in=[one for one in sku_ids if one])
    who = {"counter": user_of(actor), "client": client_of(actor)}
    mine = part.sessions.filter(ended_at__isnull=True, **who).first()
    if mine is None or mine.kind != CountSession.Kind.CORRECTION:
        scans = scans.filter(**{f"session__{key}": value for key, value in who.items()})
    sums = scans.order_by().values_list("sku_id").annotate(total=Sum("quantity"))
    return {sku_id: int(total) for sku_id, total in sums if sku_id is not None}


def _session(
    count: Count, part: CountPart, *, actor: Actor, at: datetime, is_open: bool
) -> CountSession:
    """The open session; of a finished shelf the actor's last one, or a closed one of its own."""
    if is_open:
        return session_of(count=count, part=part, actor=actor, at=at)
    who = {"counter": user_of(actor), "client": client_of(actor)}
    last = part.sessions.filter(**who).order_by("-pk").first()
    return last or CountSession.objects.create(part=part, started_at=at, ended_at=at, **who)


def _check_fits(sku: Sku, part: CountPart) -> None:
    """What stands in the shelf's numbers already may be corrected. Raises, in this order: KitNotCounted,
    SkuOfAnotherNetwork, SkuNotOfShelf, SkuSettled."""
    fit = Fit(part)
    fits = fit.standing(sku_id=sku.pk, network_id=sku.network_id, is_kit=sku.is_kit)
    if fits == Standing.OK or part.scans.filter(standing=Standing.OK, sku=sku).exists():
        if fit.settled([sku.pk]):
            raise SkuSettled(sku=sku.code)
        return
    if sku.is_kit:
        raise KitNotCounted(sku=sku.code)
    if sku.network_id != fit.network_id:
        raise SkuOfAnotherNetwork(sku=sku.code)
    raise SkuNotOfShelf(sku=sku.code)


def _begin_by(session: CountSession, scans: Sequence[CountScan]) -> None:
    """What was scanned without network was scanned before we heard that somebody counts."""
    made = [one.at for one in scans if one.standing != Standing.EARLY]
    if made and min(made) < session.started_at:
        session.started_at = min(made)
        session.save(update_fields=["started_at"])


def _rows(
    scans: Sequence[Scan],
    names: dict[str, Scanned],
    session: CountSession,
    *,
    is_open: bool,
    at: datetime,
) -> list[CountScan]:
    part = session.part
    ids = {found.sku_id for found in names.values()}
    sums = (
        part.scans.filter(standing=Standing.OK, sku_id__in=ids)
        .order_by()
        .values_list("sku_id")
        .annotate(total=Sum("quantity"))
    )
    totals = {sku_id: int(total) for sku_id, total in sums}
    judge = _Judge(part, ids, is_open=is_open)
    rows = []
    for one in sorted(scans, key=lambda each: each.at):
        found = names.get(one.code)
        quantity = one.quantity * (found.factor if found else 1)
        standing = judge.standing(one, found, quantity, totals)
        if found and standing == Standing.OK:
            totals[found.sku_id] = totals.get(found.sku_id, 0) + quantity
        kind = CountScan.Kind.SCAN if quantity > 0 else CountScan.Kind.CORRECTION
        rows.append(
            CountScan(
                id=one.id, session=session, part=part, sku_id=found.sku_id if found else None,
                code=one.code, kind=kind, standing=standing, quantity=quantity,
                at=judge.fit.dated(one.at, at=at), received_at=at,
            )
        )  # fmt: skip
    return rows


class _Judge:
    """What becomes of a scan on one shelf."""

    def __init__(self, part: CountPart, sku_ids: Iterable[int], *, is_open: bool) -> None:
        self.fit = Fit(part)
        self.settled = self.fit.settled(sku_ids)
        self.is_open = is_open

    def standing(
        self, scan: Scan, found: Scanned | None, quantity: int, totals: dict[int, int]
    ) -> str:
        if not self.is_open:
            return Standing.LATE
        if found is None:
            return Standing.UNKNOWN
        fits = self.fit.standing(
            sku_id=found.sku_id, network_id=found.network_id, is_kit=found.is_kit
        )
        if fits != Standing.OK:
            return fits
        if found.sku_id in self.settled:
            return Standing.SETTLED
        if self.fit.is_early(scan.at):
            return Standing.EARLY
        if totals.get(found.sku_id, 0) + quantity < 0:
            return Standing.BELOW
        return Standing.OK


def _answer(row: CountScan, found: Scanned | None, totals: dict[int, int]) -> Answer:
    if found and found.network_id != row.part.count.location.place.network_id:
        # Names of another network are for its own people.
        found = None
    if row.standing == Standing.UNKNOWN:
        text = _("Unknown code, kept for later.")
        title = _("Unknown code %(code)s") % {"code": row.code}
        return Answer(row.pk, "wrong", title, text=text, code=row.standing)
    title = found.name if found else row.code
    code, factor = (found.code, found.factor) if found else ("", 1)
    if row.standing != Standing.OK:
        text = _why(row.standing)
        return Answer(
            row.pk, "wrong", title, code, text=text, sku=code, factor=factor, code=row.standing
        )
    count = totals.get(row.sku_id or 0, 0)
    text = _added(row, found)
    return Answer(row.pk, "ok", title, code, count, text, row.sku_id, code, factor)


def _why(standing: str) -> str:
    return {
        Standing.FOREIGN: _("Not of this shelf, kept for later."),
        Standing.KIT: _("A kit has no stock of its own. Count what is in it."),
        Standing.LATE: _("The shelf is finished, so this is kept for review."),
        Standing.SETTLED: _("This is posted or decided already, so it is kept for review."),
        Standing.EARLY: _("Scanned before this was to be counted, so it is kept for review."),
        Standing.BELOW: _("Nothing is left here to take away."),
    }[Standing(standing)]


def _added(row: CountScan, found: Scanned | None) -> str:
    """ "Case of 12, added 12" for a code that stands for more than one."""
    if not found or found.factor == 1:
        return ""
    words = {"unit": found.unit.capitalize(), "factor": found.factor, "n": row.quantity}
    return _("%(unit)s of %(factor)s, added %(n)s") % words
