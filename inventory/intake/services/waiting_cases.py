"""One case per source and reason for the facts that wait, closed when nothing waits any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q

from exceptions.queries import open_evidence, open_fingerprints
from exceptions.services import close_case, open_case
from inventory.intake.durations import minutes
from inventory.intake.models import WaitingEvent
from inventory.intake.services.feeds import places_of_sources
from inventory.intake.words import title_of
from inventory.ledger.models import Source

KIND = "malformed_fact"
NOTHING_WAITS = (
    "Nothing of this sort waits any more: all was posted, superseded or dismissed, or waits for another"
    " reason in a case of its own."
)


class Group(NamedTuple):
    """The open waiting events of one source with one code."""

    source_id: int
    code: str
    events: int
    first_at: datetime
    last_at: datetime

    @property
    def fingerprint(self) -> str:
        return f"{KIND}:{self.source_id}:{self.code}"


@transaction.atomic
def keep_waiting_cases(*, at: datetime) -> int:
    """Open a case for each group that waits, note when it grew, close what is cured; answers how
    many groups wait.

    Refuses nothing. A reversal whose event has not come yet may be early: it is a case only after
    the source's grace.
    """
    groups = {group.fingerprint: group for group in _groups(at)}
    evidence = open_evidence(groups)
    sources = Source.objects.in_bulk({group.source_id for group in groups.values()})
    places = places_of_sources(sources)
    for name in sorted(groups):
        group = groups[name]
        if _is_news(group, evidence.get(name)):
            source = sources[group.source_id]
            open_case(
                kind=KIND,
                fingerprint=name,
                title=_title(group, source),
                subject=source,
                at=at,
                place=places.get(group.source_id),
                evidence=_evidence(group, source),
            )
    for name in sorted(set(open_fingerprints(kind=KIND)) - groups.keys()):
        close_case(fingerprint=name, at=at, note=NOTHING_WAITS)
    return len(groups)


def waiting_ids(source_id: int, code: str, *, limit: int) -> list[int]:
    """The open waiting events of a group, oldest first."""
    rows = WaitingEvent.objects.open().filter(source=source_id, code=code)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def _groups(at: datetime) -> list[Group]:
    early = Q(code="reverses_unknown", grace_ends_at__gt=at)
    rows = (
        WaitingEvent.objects.open()
        .annotate(grace_ends_at=F("first_at") + minutes("source__gap_grace_minutes"))
        .exclude(early)
        .values_list("source_id", "code")
        .order_by()
        .annotate(n=Count("pk"), first=Min("first_at"), last=Max("last_at"))
    )
    return [Group(*row) for row in rows]


def _is_news(group: Group, known: dict[str, Any] | None) -> bool:
    """A repeat is noted when more wait or something came again, not at every look."""
    if known is None:
        return True
    return bool(known.get("events") != group.events or known.get("last_at") != _iso(group.last_at))


def _evidence(group: Group, source: Source) -> dict[str, Any]:
    return {
        "source": source.code,
        "code": group.code,
        "events": group.events,
        "first_at": _iso(group.first_at),
        "last_at": _iso(group.last_at),
    }


def _iso(at: datetime) -> str:
    return at.isoformat()


def _title(group: Group, source: Source) -> str:
    events = "1 event" if group.events == 1 else f"{group.events:,} events"
    verb = "waits" if group.events == 1 else "wait"
    # The reason first: sources have long names, and lists cut the end.
    return f"{title_of(group.code)}: {events} from {source.name} {verb}"
