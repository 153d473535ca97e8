"""What the pages of a count show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models import Count as Number
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.counts import policies
from inventory.counts.models import (
    Count,
    CountLine,
    CountPart,
    CountScan,
    CountSession,
    KeptCode,
    LineCounter,
    PartSku,
)
from inventory.counts.services.asking import KIND, currency_of
from inventory.counts.services.late import uncured
from inventory.ledger.models import StockLevel
from inventory.ledger.queries.shelves import Seen, ShelfMove, shelf_moves
from kernel.clock import now
from kernel.errors import DomainError, refusal
from workbench import charts, formats
from workbench.talk import talk_of
from workbench.trail.lines import subject_trail

# Of a page: what a reviewer or a corrector reads before deciding, and what a browser draws at once.
PER_PAGE = 100
SHOWN_CODES = 200
SHOWN_LEFT = 50
WAITING = ("review", "recount", "approval")
SETTLED = ("posted", "dropped")
DIFFERENCE = F("counted") - F("book")
# What a phone keeps of a free shelf.
MOST_KNOWN = 3_000


@dataclass(frozen=True, slots=True)
class PartRow:
    """A shelf as the record lists it."""

    part: CountPart
    sessions: list[CountSession]
    listed: int
    seen: int
    refused: DomainError | None
    url: str
    # The first shelf that waits for this person.
    is_next: bool

    @property
    def says(self) -> str:
        if self.listed:
            words = ngettext("%(seen)s of %(n)s item", "%(seen)s of %(n)s items", self.listed)
            return words % {"seen": self.seen, "n": self.listed}
        return ngettext("%(n)s item found", "%(n)s items found", self.seen) % {"n": self.seen}

    @property
    def who(self) -> str:
        return ", ".join(dict.fromkeys(session.who for session in self.sessions))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line for the reviewer: what differs, what it is worth, what moved."""

    line: CountLine
    counters: str
    during: list[ShelfMove]
    since: list[ShelfMove]
    tone: str

    @property
    def since_change(self) -> int:
        return sum(move.change for move in self.since)


def part_rows(count: Count, user: User) -> list[PartRow]:
    parts = count.parts.prefetch_related("sessions__counter").annotate(
        listed_number=Number("listed", distinct=True)
    )
    seen = dict(
        CountScan.objects.filter(part__count=count, standing=CountScan.Standing.OK)
        .order_by()
        .values_list("part_id")
        .annotate(Number("sku", distinct=True))
    )
    refused = {part.pk: refusal(policies.check_start, count, part, actor=user) for part in parts}
    first = next((part.pk for part in parts if refused[part.pk] is None), None)
    return [
        PartRow(
            part=part,
            sessions=list(part.sessions.all()),
            listed=part.listed_number,
            seen=seen.get(part.pk, 0),
            refused=refused[part.pk],
            url=reverse("inventory:count-scan-shelf", args=[count.reference, part.number]),
            is_next=part.pk == first,
        )
        for part in parts
    ]


def record_page(count: Count, user: User) -> dict[str, Any]:
    """Reference, status, what waits for whom, facts, shelves, history; quantities for reviewers alone."""
    rows = part_rows(count, user)
    lines = count.lines.aggregate(
        posted=Number("pk", filter=Q(status="posted")),
        waiting=Number("pk", filter=Q(status__in=WAITING)),
    )
    return {
        "count": count,
        "state": count.state,
        "parts": rows,
        "waits": waits_words(count),
        "facts": _facts(count, lines),
        "lines": lines,
        "late": _late(count),
        "kept": list(
            count.kept.select_related("part", "sku", "settled_by").order_by(
                Case(When(status=KeptCode.Status.OPEN, then=0), default=1), "pk"
            )[:SHOWN_CODES]
        ),
        "kept_number": count.kept.count(),
        "review_refused": refusal(policies.check_may_review, user),
        "cancel_refused": refusal(
            policies.check_cancel, count, reason="-", version=count.version, actor=user
        ),
        "may_count_again": refusal(policies.check_may_create, user) is None,
        "may_import": count.status in Count.TO_COUNT and user.may(policies.MAY_COUNT),
        "corrections": {
            row.part.pk: refusal(policies.check_correct, count, row.part, actor=user)
            for row in rows
            if not row.part.is_open
        },
        "trail": subject_trail("counts.count", str(count.pk)),
        "talk": talk_of(user, "counts.count", str(count.pk)),
    }


def _late(count: Count) -> dict[str, Any]:
    """Lines that moved unheard while they were counted and were not counted since; how to count them."""
    codes = list(
        uncured(count.lines.all()).order_by("sku__code").values_list("sku__code", flat=True)
    )
    again = {
        "location": count.location.code,
        "title": _("Again: %(title)s") % {"title": count.title},
        "shelves": f"{count.location.name}: {', '.join(codes[:PER_PAGE])}",
    }
    return {"number": len(codes), "again": urlencode(again)} if codes else {"number": 0}


def waits_words(count: Count) -> str:
    return {
        "counter": _("Waits for somebody to count"),
        "another counter": _("Waits for somebody else to count again"),
        "reviewer": _("Waits for a reviewer"),
        "approver": _("Waits for approval"),
    }.get(count.state.waits_for, _("Nothing waits"))


def _facts(count: Count, lines: Mapping[str, int]) -> list[tuple[Any, ...]]:
    made_by = str(count.created_by) if count.created_by else count.client or _("the schedule")
    location = reverse("inventory:location", args=[count.location.code])
    facts: list[tuple[Any, ...]] = [
        (_("Location"), str(count.location), location),
        (_("Due"), formats.moment(count.due_at, now())),
        (_("Why"), count.get_origin_display()),
        (_("Made by"), made_by),
        (_("Lines posted"), formats.quantity(lines["posted"])),
    ]
    if count.reason:
        facts.append((_("Reason"), count.reason))
    return facts


def review_page(
    count: Count, user: User, *, show: str, number: str, ticked: Collection[int] = ()
) -> dict[str, Any]:
    """One page of the lines that wait, widest first, or of those that are settled; the totals are of all
    of them. What this person may not decide holds the others back from nobody: a way is refused where no
    line may go it."""
    waiting, settled = (
        count.lines.filter(status__in=WAITING),
        count.lines.filter(status__in=SETTLED),
    )
    numbers = {"waiting": waiting.count(), "settled": settled.count()}
    shown = (
        show
        if show in numbers
        else "settled"
        if numbers["settled"] and not numbers["waiting"]
        else "waiting"
    )
    page = Paginator(_widest_first(settled if shown == "settled" else waiting), PER_PAGE)
    lines = page.get_page(number)
    open_lines = list(count.lines.filter(status=CountLine.Status.REVIEW).order_by("sku_id"))
    others = _counted_by_others(open_lines, user)
    ready = [line for line in others if not line.needs_recount]
    return {
        "count": count,
        "state": count.state,
        "shown": shown,
        "numbers": numbers,
        "page": lines,
        "keep": f"show={shown}&",
        "rows": review_rows(count, list(lines), user),
        "totals": totals_of(count),
        "currency": currency_of(count),
        "hide_value": not user.may("value.view"),
        "kept": count.kept.filter(status=KeptCode.Status.OPEN).count(),
        "refused": refusal(policies.check_in_review, count, version=count.version, actor=user),
        "approve_refused": refusal(policies.check_approve, ready or open_lines, actor=user),
        "own_refused": refusal(policies.check_other_eyes, others or open_lines, user_id=user.pk),
        "held_back": refusal(policies.check_approve, open_lines, actor=user),
        "ticked": ticked or {line.pk for line in ready or open_lines},
        "open_number": len(open_lines),
        "kind": KIND,
    }


def _counted_by_others(lines: Sequence[CountLine], user: User) -> list[CountLine]:
    own = set(
        LineCounter.objects.filter(line__in=lines, counter=user).values_list("line_id", flat=True)
    )
    return [line for line in lines if line.pk not in own]


def _widest_first(lines: QuerySet[CountLine]) -> QuerySet[CountLine]:
    wide = lines.order_by("-late_moves", Abs(DIFFERENCE).desc(), "sku__code")
    return wide.select_related("sku", "decided_by").prefetch_related("counters__counter")


def totals_of(count: Count) -> dict[str, Any]:
    """Of every line that is judged. Pluses and minuses apart: netted they would hide each other."""
    more, fewer = Q(counted__gt=F("book")), Q(counted__lt=F("book"))
    worth = F("unit_cost") * DIFFERENCE
    return count.lines.filter(status__in=[*WAITING, *SETTLED]).aggregate(
        lines=Number("pk"),
        exact=Number("pk", filter=Q(counted=F("book"))),
        unpriced=Number("pk", filter=Q(unit_cost__isnull=True) & (more | fewer)),
        more=Sum(DIFFERENCE, filter=more, default=0),
        fewer=Sum(DIFFERENCE, filter=fewer, default=0),
        more_value=Sum(worth, filter=more, default=Decimal(0)),
        fewer_value=Sum(worth, filter=fewer, default=Decimal(0)),
    )


def review_rows(count: Count, lines: Sequence[CountLine], user: User) -> list[ReviewRow]:
    """Lines with the movements during their count and since, in one question for all of them."""
    seen = [Seen(line.sku_id, line.first_at, line.last_at) for line in lines]
    moves: dict[int, list[ShelfMove]] = defaultdict(list)
    own = {line.event_id for line in lines if line.event_id}
    for move in shelf_moves(count.location_id, seen) if seen else ():
        # Neither its own difference nor what it absorbed is a movement beside it.
        if move.reference != count.reference and move.count_id not in own:
            moves[move.sku_id].append(move)
    return [
        ReviewRow(
            line=line,
            counters=", ".join(dict.fromkeys(_who(line))),
            during=[one for one in moves[line.sku_id] if one.occurred_at <= line.last_at],
            since=[one for one in moves[line.sku_id] if one.occurred_at > line.last_at],
            tone=charts.heat_tone(-line.difference),
        )
        for line in lines
    ]


def _who(line: CountLine) -> list[str]:
    return [str(one.counter or one.client) for one in line.counters.all()]


def scan_page(count: Count, part: CountPart, user: User) -> dict[str, Any]:
    """A shelf to scan. Nothing here says what the books expect."""
    listed = part.listed.count()
    found = part.scans.filter(standing=CountScan.Standing.OK).order_by().values("sku").distinct()
    seen = found.count()
    left = part.listed.exclude(sku__in=found) if seen < listed else part.listed.none()
    mine = part.sessions.filter(ended_at__isnull=True, counter=user).first()
    others = part.sessions.filter(ended_at__isnull=True).exclude(counter=user)
    return {
        "count": count,
        "part": part,
        "listed": listed,
        "seen": seen,
        "left": left.order_by("sku__name", "pk").values_list("sku__name", flat=True)[:SHOWN_LEFT],
        "more": max(0, listed - seen - SHOWN_LEFT),
        "mine": mine,
        "others": [session.who for session in others.select_related("counter")],
        "refused": refusal(policies.check_start, count, part, actor=user),
        "correcting": mine is not None and mine.kind == CountSession.Kind.CORRECTION,
    }


def shelf_skus(part: CountPart) -> QuerySet[Sku]:
    """What is counted or listed on a shelf, by name."""
    seen = part.scans.filter(standing=CountScan.Standing.OK, sku__isnull=False)
    listed = PartSku.objects.filter(part=part)
    return Sku.objects.filter(
        Q(pk__in=seen.order_by().values("sku_id")) | Q(pk__in=listed.values("sku_id"))
    ).order_by("name", "pk")


def shelf_numbers(part: CountPart, skus: Iterable[Sku]) -> list[tuple[Sku, int]]:
    """What is counted of these so far, by everybody; what nobody found is zero."""
    chosen = list(skus)
    sums = dict(
        part.scans.filter(standing=CountScan.Standing.OK, sku__in=chosen)
        .order_by()
        .values_list("sku_id")
        .annotate(Sum("quantity"))
    )
    return [(sku, int(sums.get(sku.pk, 0))) for sku in chosen]


def known_codes_of(part: CountPart) -> dict[str, dict[str, Any]]:
    """Code -> sku, name, factor, unit of what the shelf lists; of a free one what the location knows.
    Never a quantity."""
    ids = set(PartSku.objects.filter(part=part).values_list("sku_id", flat=True))
    if not part.is_listed:
        levels = StockLevel.objects.filter(location_id=part.count.location_id)
        ids = set(levels.order_by("sku_id").values_list("sku_id", flat=True)[:MOST_KNOWN])
    skus = Sku.objects.filter(pk__in=ids).prefetch_related("identifiers", "units")
    codes: dict[str, dict[str, Any]] = {}
    for sku in skus:
        factors = {row.unit: row.factor for row in sku.units.all()}
        codes[sku.code] = {"sku": sku.code, "name": sku.name, "factor": 1, "unit": ""}
        for row in sku.identifiers.all():
            factor = factors.get(row.unit, 1)
            codes[row.value] = {
                "sku": sku.code,
                "name": sku.name,
                "factor": factor,
                "unit": row.unit,
            }
    return codes
