"""Make counts by plan: what is due by its class, and what something else says is wrong."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from exceptions.models import Case
from inventory.catalog.models import Location, Sku
from inventory.counts.models import Count, CountPlan, PartSku
from inventory.counts.policies import check_may_plan, checked_location
from inventory.counts.queries.rules import rules_for
from inventory.counts.services.planning import add_part, write_count
from inventory.ledger.upkeep.singleton import is_alone

LOCK = "counts.plan"
DUE_WITHIN = timedelta(hours=16)
MOST_TRIGGERED = 50
BELOW_ZERO, SNAPSHOT, SHORT_PICK = "below_zero", "snapshot_difference", "short_pick"
TRIGGERS = (BELOW_ZERO, SNAPSHOT, SHORT_PICK, "count_variance", "count_below_reserved")

# What is due at one location: three lists side by side, as counting the same winners again and again
# misses what is lost unseen. Rules that favour low recorded stock find eight times the unknown
# out-of-stocks of random counting, rules that favour activity twice (M&SOM, 10.1287/msom.2022.1119);
# a tenth at random keeps the estimate of accuracy honest.
DUE = """
WITH due AS (
    SELECT l.sku_id, COALESCE(c.klass, 'C') AS klass, COALESCE(c.value, 0) AS value,
        l.available + l.reserved + l.allocated AS shelf, COALESCE(c.units, 0) AS units,
        l.last_counted_at
    FROM ledger_stocklevel l
    JOIN catalog_sku s ON s.id = l.sku_id
    LEFT JOIN counts_skuclass c ON c.sku_id = l.sku_id AND c.location_id = l.location_id
    WHERE l.location_id = %(location)s AND s.lifecycle <> 'draft'
      AND (l.last_counted_at IS NULL OR l.last_counted_at <= %(at)s - make_interval(days =>
        CASE COALESCE(c.klass, 'C') WHEN 'A' THEN %(a)s WHEN 'B' THEN %(b)s ELSE %(c)s END))
      AND NOT EXISTS (SELECT 1 FROM counts_partsku p JOIN counts_countpart t ON t.id = p.part_id
        JOIN counts_count k ON k.id = t.count_id
        WHERE p.sku_id = l.sku_id AND k.location_id = l.location_id
          AND k.status NOT IN ('closed', 'cancelled', 'posted'))
), busy AS (
    SELECT sku_id FROM due ORDER BY klass, value DESC, last_counted_at NULLS FIRST, sku_id
    LIMIT %(busy)s
), low AS (
    SELECT sku_id FROM due WHERE shelf <= 2 AND units > 0 AND sku_id NOT IN (SELECT sku_id FROM busy)
    ORDER BY shelf, value DESC, sku_id LIMIT %(low)s
), chance AS (
    SELECT sku_id FROM due WHERE sku_id NOT IN (SELECT sku_id FROM busy UNION SELECT sku_id FROM low)
    ORDER BY md5(sku_id::text || %(day)s) LIMIT %(lines)s
)
SELECT sku_id FROM (
    SELECT sku_id, 1 AS place FROM busy UNION ALL SELECT sku_id, 2 FROM low
    UNION ALL SELECT sku_id, 3 FROM chance
) chosen ORDER BY place LIMIT %(lines)s
"""


@transaction.atomic
def make_due_counts(*, at: datetime) -> int:
    """Make the counts that plans ask for; answers how many. Safe to run twice: a location gets the
    next one when its days have passed and the one before is over."""
    if not is_alone(LOCK):
        return 0
    made = 0
    for plan, locations in _planned_locations():
        open_cases = _cases_by_location(plan, locations)
        for location in locations:
            made += _make_triggered(location, open_cases.get(location.code, []), at)
            made += _make_scheduled(plan, location, at)
    return made


@transaction.atomic
def count_for_case(*, case: Case, actor: User, at: datetime) -> Count:
    """Plan a count of what a case is about.

    Refuses, in this order: PlanningNotAllowed, LocationOutsideScope, LocationDoesNotCount.
    """
    check_may_plan(actor)
    code = str(case.evidence.get("location", ""))
    found = Location.objects.select_related("place").filter(place__code=code).first()
    location = checked_location(found, code=code, actor=actor)
    return _make_count(location, [case], at, actor=actor)


def _planned_locations() -> list[tuple[CountPlan, list[Location]]]:
    """Each active plan with the open locations it decides for: the deepest plan above each."""
    plans = list(CountPlan.objects.select_related("place"))
    rows = Location.objects.filter(lifecycle=Location.Lifecycle.OPEN).select_related("place")
    found: dict[int, list[Location]] = defaultdict(list)
    for location in rows.order_by("pk"):
        above = [plan for plan in plans if location.place.path.startswith(plan.place.path)]
        deepest = max(above, key=lambda plan: len(plan.place.path), default=None)
        if deepest is not None and deepest.is_active:
            found[deepest.pk].append(location)
    return [(plan, found[plan.pk]) for plan in plans if found[plan.pk]]


def _cases_by_location(plan: CountPlan, locations: Sequence[Location]) -> dict[str, list[Case]]:
    kinds = {
        BELOW_ZERO: plan.on_below_zero,
        SNAPSHOT: plan.on_snapshot,
        SHORT_PICK: plan.short_picks > 0,
    }
    wanted = [kind for kind, on in kinds.items() if on]
    cases = Case.objects.open().filter(
        kind__in=wanted, place__in=[location.place_id for location in locations]
    )
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases.order_by("opened_at"):
        if case.kind != SHORT_PICK or case.occurrences >= plan.short_picks:
            found[str(case.evidence.get("location", ""))].append(case)
    return found


def _make_triggered(location: Location, cases: Sequence[Case], at: datetime) -> int:
    """One count for all that looks wrong at a location and was not counted since it does."""
    fresh = [case for case in cases if case.evidence.get("sku")]
    since = min((case.opened_at for case in fresh), default=at)
    asked = PartSku.objects.filter(
        part__count__location=location, part__count__created_at__gte=since
    ).exclude(part__count__status=Count.Status.CANCELLED)
    times: dict[str, datetime] = {}
    for code, made_at in asked.values_list("sku__code", "part__count__created_at"):
        times[code] = max(made_at, times.get(code, made_at))
    unseen = [case for case in fresh if _is_unseen(case, times.get(str(case.evidence["sku"])))]
    if unseen:
        _make_count(location, unseen[:MOST_TRIGGERED], at, actor=None)
    return bool(unseen)


def _is_unseen(case: Case, counted_at: datetime | None) -> bool:
    return counted_at is None or counted_at < case.opened_at


def _codes(cases: Sequence[Case]) -> list[str]:
    """The SKUs cases are about, each once."""
    codes: dict[str, None] = {}
    for case in cases:
        widest = case.evidence.get("widest")
        named = list(widest) if isinstance(widest, dict) else []
        codes |= dict.fromkeys(str(code) for code in [case.evidence.get("sku"), *named] if code)
    return list(codes)


def _make_count(
    location: Location, cases: Sequence[Case], at: datetime, *, actor: User | None
) -> Count:
    codes = _codes(cases)
    ids = list(Sku.objects.filter(code__in=codes).values_list("pk", flat=True))
    count = write_count(
        location=location,
        title=f"Look again: {', '.join(codes[:3]) or location.name}"[:120],
        origin=Count.Origin.TRIGGER,
        due_at=at + DUE_WITHIN,
        actor=actor,
        at=at,
        reason="; ".join(case.title for case in cases)[:300],
    )
    add_part(count=count, number=1, name=location.name, sku_ids=ids, listed=bool(ids))
    return count


def _make_scheduled(plan: CountPlan, location: Location, at: datetime) -> int:
    earlier = Count.objects.filter(location=location, origin=Count.Origin.SCHEDULE)
    recent = earlier.filter(created_at__gt=at - timedelta(days=plan.every_days))
    if not plan.lines or recent.exists() or earlier.to_count().exists():
        return 0
    ids = due_skus(location=location, lines=plan.lines, at=at)
    if not ids:
        return 0
    count = write_count(
        location=location,
        title=f"{location.name}, {len(ids)} due",
        origin=Count.Origin.SCHEDULE,
        due_at=at + DUE_WITHIN,
        actor=None,
        at=at,
    )
    add_part(count=count, number=1, name=location.name, sku_ids=ids, listed=True)
    return 1


def due_skus(*, location: Location, lines: int, at: datetime) -> list[int]:
    """What to count next at a location: mostly the busiest that are due, some of low stock, some by
    chance."""
    rules = rules_for(location.place)
    parameters = {
        "location": location.pk,
        "at": at,
        "day": at.date().isoformat(),
        "a": rules["A"].interval_days,
        "b": rules["B"].interval_days,
        "c": rules["C"].interval_days,
        "lines": lines,
        "busy": _share(lines, 55),
        "low": _share(lines, 33),
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, parameters)
        return [row[0] for row in cursor.fetchall()]


def _share(lines: int, percent: int) -> int:
    return max(1, lines * percent // 100)
