"""Make a count and call one off."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from approvals.services import withdraw_request
from audit.services import record
from inventory.catalog.models import Location
from inventory.catalog.queries.scans import Scanned, scanned_codes
from inventory.counts.actors import Actor, client_of, may, user_of
from inventory.counts.errors import SkusNotKnown
from inventory.counts.locks import lock_count
from inventory.counts.models import Count, CountLine, CountPart, CountSession, PartSku
from inventory.counts.policies import (
    MAY_PLAN,
    check_cancel,
    check_may_create,
    check_parts,
    checked_location,
)
from inventory.counts.services.asking import KIND
from inventory.counts.services.cases import close_variance_case
from inventory.counts.services.settling import save_lines
from kernel.plain import clean_text

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part to be counted: its name, and the codes it lists (none: whatever is found)."""

    name: str
    codes: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def create_count(
    *,
    location: Location | None,
    code: str,
    title: str,
    shelves: Sequence[Shelf],
    due_at: datetime,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Count:
    """Make a count with its parts. Who may count but not plan starts one of their own store, whose
    differences somebody else then looks at.

    Refuses, in this order: PlanningNotAllowed, LocationOutsideScope, LocationDoesNotCount,
    PartsMissing, TooManyParts, SkusNotKnown.
    """
    check_may_create(actor)
    location = checked_location(location, code=code, actor=actor)
    check_parts(len(shelves))
    listed = _listed(shelves, location)
    origin = Count.Origin.SYSTEM if client_of(actor) else Count.Origin.PLANNED
    if not may(actor, MAY_PLAN):
        origin = Count.Origin.STORE
    count = write_count(
        location=location, title=title, origin=origin, due_at=due_at, actor=actor, at=at,
        reason=reason,
    )  # fmt: skip
    for number, (shelf, ids) in enumerate(zip(shelves, listed, strict=True), 1):
        add_part(count=count, number=number, name=shelf.name, sku_ids=ids, listed=bool(shelf.codes))
    return count


def write_count(
    *,
    location: Location,
    title: str,
    origin: str,
    due_at: datetime,
    actor: Actor | None,
    at: datetime,
    reason: str = "",
) -> Count:
    """Write a new count, still without parts, and its line of the trail."""
    count = Count.objects.create(
        location=location,
        title=clean_text(title.strip(), longest=120) or location.name[:120],
        origin=origin,
        reason=clean_text(reason.strip(), longest=300),
        due_at=due_at,
        created_at=at,
        created_by=user_of(actor),
        client=client_of(actor),
    )
    after = {"title": count.title, "origin": origin, "due_at": due_at.isoformat()}
    record(
        "inventory.count.planned", count, actor=user_of(actor), at=at, place=location.place,
        after=after, reason=reason,
    )  # fmt: skip
    return count


def add_part(
    *,
    count: Count,
    number: int,
    name: str,
    sku_ids: Collection[int],
    listed: bool,
    round_number: int = 1,
    asked_at: datetime | None = None,
) -> CountPart:
    """Add a shelf with what it lists; one that is counted again says when that was asked."""
    part = CountPart.objects.create(
        count=count,
        number=number,
        name=clean_text(name.strip(), longest=120) or f"Shelf {number}",
        round=round_number,
        is_listed=listed,
        asked_at=asked_at,
    )
    PartSku.objects.bulk_create([PartSku(part=part, sku_id=sku_id) for sku_id in sorted(sku_ids)])
    return part


@transaction.atomic
def cancel_count(
    *, reference: str, reason: str, version: int | None, actor: Actor, at: datetime
) -> Count:
    """Call a count off. What is posted stays; everything else of it will not be posted, and what waits for
    approval is withdrawn.

    Refuses, in this order: CountUnknown, PlanningNotAllowed, CountChanged, CountNotCancellable,
    ReasonMissing.
    """
    count = lock_count(reference, actor=actor)
    check_cancel(count, reason=reason, version=version, actor=actor)
    lines = [
        line
        for line in count.lines.all()
        if line.status not in {CountLine.Status.POSTED, CountLine.Status.DROPPED}
    ]
    if any(line.status == CountLine.Status.APPROVAL for line in lines):
        by = user_of(actor)
        withdraw_request(kind=KIND, subject_id=count.pk, reason=reason, actor=by, at=at)
    for line in lines:
        line.drop(note=clean_text(reason.strip(), longest=300), at=at)
    save_lines(lines)
    sessions = CountSession.objects.filter(part__count=count, ended_at__isnull=True)
    sessions.update(ended_at=at)
    count.cancel(reason=clean_text(reason.strip(), longest=300), at=at)
    count.version += 1
    count.save(update_fields=["status", "reason", "ended_at", "version"])
    close_variance_case(count=count, at=at, note=f"{count.reference} was cancelled.")
    record(
        "inventory.count.cancelled", count, actor=user_of(actor), at=at,
        place=count.location.place, reason=reason,
    )  # fmt: skip
    return count


def _listed(shelves: Sequence[Shelf], location: Location) -> list[set[int]]:
    """The SKUs each shelf lists; all codes that name none, or one that is not counted here, at once."""
    named = scanned_codes(code for shelf in shelves for code in shelf.codes)
    wrong = {
        code: None
        for shelf in shelves
        for code in shelf.codes
        if not _counts(named.get(code), location)
    }
    if wrong:
        raise SkusNotKnown(codes=_some(wrong))
    return [{named[code].sku_id for code in shelf.codes} for shelf in shelves]


def _counts(found: Scanned | None, location: Location) -> bool:
    return bool(found and not found.is_kit and found.network_id == location.place.network_id)


def _some(codes: Iterable[str]) -> str:
    listed = list(codes)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + more
