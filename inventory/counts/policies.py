"""Who may count, plan and review, and when."""

from collections.abc import Collection, Sequence

from django_fsm import can_proceed

from accounts.models import Place, User
from accounts.models.place import covers_a_network
from inventory.catalog.models import Location, Sku
from inventory.counts.actors import Actor, client_of, may, user_of
from inventory.counts.errors import (
    CodeSettled,
    CountChanged,
    CountedAgainSince,
    CountingNotAllowed,
    CountIsOver,
    CountNotCancellable,
    CountNotInReview,
    LinesAsked,
    LocationDoesNotCount,
    LocationOutsideScope,
    NothingToApprove,
    NothingToCountAgain,
    PartAlreadyPosted,
    PartChanged,
    PartFinished,
    PartNotFinished,
    PartsMissing,
    PersonAwayCounted,
    PlaceOutsideScope,
    PlanningNotAllowed,
    ReasonMissing,
    RecountBySomebodyElse,
    RecountMissing,
    ReviewerCounted,
    ReviewNotAllowed,
    TooManyParts,
)
from inventory.counts.models import Count, CountLine, CountPart, CountScan, KeptCode, LineCounter
from inventory.ledger.models import StockLevel

MAY_COUNT, MAY_PLAN, MAY_REVIEW = "counts.count", "counts.plan", "counts.review"
MOST_PARTS = 200
NAMED = 3


def check_may_count(actor: Actor) -> None:
    """Raises CountingNotAllowed."""
    if not may(actor, MAY_COUNT):
        raise CountingNotAllowed


def check_may_plan(actor: Actor) -> None:
    """Raises PlanningNotAllowed."""
    if not may(actor, MAY_PLAN):
        raise PlanningNotAllowed


def check_may_create(actor: Actor) -> None:
    """Who counts may also start a count; somebody else then looks at what differs.

    Raises PlanningNotAllowed.
    """
    if not (may(actor, MAY_PLAN) or may(actor, MAY_COUNT)):
        raise PlanningNotAllowed


def check_may_review(actor: Actor) -> None:
    """Raises ReviewNotAllowed."""
    if not may(actor, MAY_REVIEW):
        raise ReviewNotAllowed


def checked_location(location: Location | None, *, code: str, actor: Actor) -> Location:
    """Within the actor's places, and one where stock lies. Raises LocationOutsideScope,
    LocationDoesNotCount."""
    if location is None or not _within(location.place, actor):
        raise LocationOutsideScope(location=code)
    if location.lifecycle == Location.Lifecycle.CLOSED:
        raise LocationDoesNotCount(
            location=code, lifecycle=location.get_lifecycle_display().lower()
        )
    return location


def check_parts(number: int) -> None:
    """Raises PartsMissing, TooManyParts."""
    if not number:
        raise PartsMissing
    if number > MOST_PARTS:
        raise TooManyParts(limit=MOST_PARTS)


def check_version(count: Count, version: int | None) -> None:
    """The actor saw the newest state; without a version nothing was shown. Raises CountChanged."""
    if version is not None and version != count.version:
        raise CountChanged(reference=count.reference)


def check_countable(count: Count) -> None:
    """Raises CountIsOver."""
    if count.status not in Count.TO_COUNT:
        raise CountIsOver(reference=count.reference, status=count.get_status_display().lower())


def check_start(count: Count, part: CountPart, *, actor: Actor) -> None:
    """Raises, in this order: CountingNotAllowed, CountIsOver, PartFinished, RecountBySomebodyElse."""
    check_may_count(actor)
    check_countable(count)
    check_open(part)
    check_not_first(part, actor=actor)


def check_open(part: CountPart) -> None:
    """Raises PartFinished."""
    if not part.is_open:
        raise PartFinished(part=part.name, who=part.finished_by_whom)


def check_finish(count: Count, part: CountPart, *, version: int | None, actor: Actor) -> None:
    """Raises, in this order: CountingNotAllowed, PartFinished, PartChanged, CountIsOver,
    RecountBySomebodyElse."""
    check_may_count(actor)
    check_open(part)
    if version is not None and version != part.version:
        raise PartChanged(part=part.name)
    check_countable(count)
    check_not_first(part, actor=actor)


def check_not_first(part: CountPart, *, actor: Actor) -> None:
    """Nobody counts again what they counted before: no person, and no client what it counted by itself.

    What a client sends for a person is that person's count: one system may bring in two people's.
    Raises RecountBySomebodyElse.
    """
    if part.round > 1 and first_counted(part, actor):
        raise RecountBySomebodyElse


def first_counted(part: CountPart, actor: Actor) -> bool:
    listed = part.listed.values_list("sku_id", flat=True)
    rows = LineCounter.objects.filter(line__count_id=part.count_id, line__sku_id__in=listed)
    who = {"counter": user_of(actor), "client": client_of(actor)}
    return rows.filter(round__lt=part.round, **who).exists()


def check_correct(count: Count, part: CountPart, *, actor: Actor) -> None:
    """Raises, in this order: CountingNotAllowed, CountIsOver, PartNotFinished, PartAlreadyPosted."""
    check_may_count(actor)
    if count.is_over:
        raise CountIsOver(reference=count.reference, status=count.get_status_display().lower())
    if part.is_open:
        raise PartNotFinished(part=part.name)
    lines = CountLine.objects.filter(count=count, sku_id__in=_skus_of(part))
    waiting = {CountLine.Status.REVIEW, CountLine.Status.COUNTING}
    settled = lines.exclude(status__in=waiting).exists()
    if settled or part.round < count.round or count.status == Count.Status.APPROVAL:
        raise PartAlreadyPosted


def _skus_of(part: CountPart) -> set[int]:
    seen = part.scans.filter(standing="ok").values_list("sku_id", flat=True)
    return {*part.listed.values_list("sku_id", flat=True), *(sku for sku in seen if sku)}


def check_cancel(count: Count, *, reason: str, version: int | None, actor: Actor) -> None:
    """Who made it may cancel it while nothing is counted. Raises, in this order: PlanningNotAllowed,
    CountChanged, CountNotCancellable, ReasonMissing."""
    own = count.created_by_id == getattr(actor, "pk", 0) and may(actor, MAY_COUNT)
    if not (own and _nothing_counted(count)):
        check_may_plan(actor)
    check_version(count, version)
    if not can_proceed(count.cancel):
        status = count.get_status_display().lower()
        raise CountNotCancellable(reference=count.reference, status=status)
    if not reason.strip():
        raise ReasonMissing


def _nothing_counted(count: Count) -> bool:
    if count.status == Count.Status.PLANNED:
        return True
    scanned = CountScan.objects.filter(part__count=count)
    counting = count.status == Count.Status.COUNTING
    return counting and not scanned.exists() and not count.lines.exists()


def check_in_review(count: Count, *, version: int | None, actor: Actor) -> None:
    """Raises, in this order: ReviewNotAllowed, CountChanged, CountNotInReview."""
    check_may_review(actor)
    check_version(count, version)
    if count.status != Count.Status.REVIEW:
        status = count.get_status_display().lower()
        raise CountNotInReview(reference=count.reference, status=status)


def check_not_asked(count: Count, line_ids: Collection[int]) -> None:
    """What was put to an approver stays as it was shown. Raises LinesAsked."""
    asked = count.lines.filter(status=CountLine.Status.APPROVAL, pk__in=list(line_ids))
    if lines := list(asked):
        raise LinesAsked(lines=named(lines))


def check_recount(lines: Sequence[CountLine]) -> None:
    """Raises NothingToCountAgain."""
    if not lines:
        raise NothingToCountAgain


def check_approve(lines: Sequence[CountLine], *, actor: Actor) -> None:
    """Raises, in this order: NothingToApprove, RecountMissing, ReviewerCounted."""
    if not lines:
        raise NothingToApprove
    unconfirmed = [line for line in lines if line.needs_recount]
    if unconfirmed:
        raise RecountMissing(lines=named(unconfirmed))
    check_other_eyes(lines, user_id=getattr(actor, "pk", None))


def check_keep_books(lines: Sequence[CountLine], *, reason: str, actor: Actor) -> None:
    """Raises, in this order: NothingToApprove, ReviewerCounted, ReasonMissing."""
    if not lines:
        raise NothingToApprove
    check_other_eyes(lines, user_id=getattr(actor, "pk", None))
    if not reason.strip():
        raise ReasonMissing


def check_other_eyes(lines: Sequence[CountLine], *, user_id: int | None) -> None:
    """Nobody decides on what they counted, in whichever round. Raises ReviewerCounted."""
    own = _counted_by(lines, user_id)
    if own:
        raise ReviewerCounted(lines=named(own))


def check_person_away(lines: Sequence[CountLine], *, person: User) -> None:
    """A deputy has no more right than who is away. Raises PersonAwayCounted."""
    own = _counted_by(lines, person.pk)
    if own:
        raise PersonAwayCounted(person=str(person), lines=named(own))


def check_not_counted_since(count: Count, lines: Sequence[CountLine]) -> None:
    """What a later count found stands on what these posted. Raises CountedAgainSince."""
    since = {line.sku_id: line.last_at for line in lines}
    levels = StockLevel.objects.filter(location_id=count.location_id, sku_id__in=list(since))
    later = {
        level.sku_id
        for level in levels
        if level.last_counted_at and level.last_counted_at > since[level.sku_id]
    }
    if later:
        raise CountedAgainSince(lines=named([line for line in lines if line.sku_id in later]))


def _counted_by(lines: Sequence[CountLine], user_id: int | None) -> list[CountLine]:
    if user_id is None:
        return []
    rows = LineCounter.objects.filter(line__in=[line.pk for line in lines], counter_id=user_id)
    own = set(rows.values_list("line_id", flat=True))
    return [line for line in lines if line.pk in own]


def check_settle_code(
    count: Count, kept: KeptCode, *, note: str, version: int | None, actor: Actor
) -> None:
    """Raises, in this order: ReviewNotAllowed, CodeSettled, CountChanged, ReasonMissing."""
    check_may_review(actor)
    if kept.status != KeptCode.Status.OPEN:
        raise CodeSettled(code=kept.code)
    check_version(count, version)
    if not note.strip():
        raise ReasonMissing


def check_place(place: Place | None, *, actor: Actor) -> None:
    """What holds everywhere is set by who covers a whole network. Raises PlaceOutsideScope."""
    allowed = covers_a_network(actor) if place is None else _within(place, actor)
    if not allowed:
        raise PlaceOutsideScope


def named(lines: Collection[CountLine]) -> str:
    """The first few SKUs of some lines, in words."""
    ids = [line.sku_id for line in lines]
    codes = list(Sku.objects.filter(pk__in=ids).order_by("code").values_list("code", flat=True))
    more = len(codes) - NAMED
    return ", ".join(codes[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _within(place: Place, actor: Actor) -> bool:
    return any(place.path.startswith(path) for path in actor.scope_paths)
