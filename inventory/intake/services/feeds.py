"""Silent sources: a case when one has not spoken for longer than it should, closed when it has."""

import os.path
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Value

from accounts.models import Place
from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.intake.durations import minutes
from inventory.intake.models import FeedHeard, Tally
from workbench.formats import duration

KIND = "feed_late"


@transaction.atomic
def watch_feeds(*, at: datetime) -> int:
    """Open a case for every source past its interval, close those of sources that were heard again.

    Refuses nothing; answers how many sources are late. A source that never spoke is not missed, and
    an interval of 0 means that it speaks when it likes.
    """
    late = {_fingerprint(feed): feed for feed in late_sources(at=at)}
    known = set(open_fingerprints(kind=KIND))
    places = places_of_sources([feed.source_id for name, feed in late.items() if name not in known])
    for name in sorted(late.keys() - known):
        _open(name, late[name], place=places.get(late[name].source_id), at=at)
    for name in sorted(known - late.keys()):
        close_case(fingerprint=name, at=at, note=_heard_again(name))
    return len(late)


def late_sources(*, at: datetime) -> list[FeedHeard]:
    """The sources past their interval, longest silent first.

    What was heard and not rolled up yet counts: behind a long backlog nobody is silent.
    """
    spoke = Tally.objects.filter(source=OuterRef("source_id"), at__gte=OuterRef("since"))
    since = ExpressionWrapper(
        Value(at) - minutes("source__interval_minutes"), output_field=DateTimeField()
    )
    feeds = (
        FeedHeard.objects.filter(location=None, source__interval_minutes__gt=0)
        .annotate(since=since, due_at=F("last_heard_at") + minutes("source__interval_minutes"))
        .filter(~Exists(spoke), due_at__lt=at)
        .select_related("source")
    )
    return list(feeds.order_by("last_heard_at"))


def _open(fingerprint: str, feed: FeedHeard, *, place: Place | None, at: datetime) -> None:
    silent = int((at - feed.last_heard_at).total_seconds() // 60)
    open_case(
        kind=KIND,
        fingerprint=fingerprint,
        title=f"{feed.source.name} has sent nothing for {duration(silent)}",
        subject=feed.source,
        at=at,
        place=place,
        evidence={
            "source": feed.source.code,
            "last_heard_at": feed.last_heard_at,
            "interval_minutes": feed.source.interval_minutes,
        },
    )


def _fingerprint(feed: FeedHeard) -> str:
    return f"{KIND}:{feed.source_id}"


def _heard_again(fingerprint: str) -> str:
    source_id = int(fingerprint.rsplit(":", 1)[-1])
    feed = FeedHeard.objects.filter(source_id=source_id, location=None).first()
    if feed is None:
        return "The source is no longer expected."
    return f"Heard again at {feed.last_heard_at:%Y-%m-%d %H:%M} UTC."


def places_of_sources(source_ids: Collection[int]) -> Mapping[int, Place]:
    """The deepest place that holds all the locations a source speaks of."""
    paths: dict[int, list[str]] = {}
    rows = FeedHeard.objects.filter(source_id__in=source_ids, location__isnull=False)
    for source_id, path in rows.values_list("source_id", "location__place__path"):
        paths.setdefault(source_id, []).append(path)
    common = {source_id: _common(found) for source_id, found in paths.items()}
    places = {place.path: place for place in Place.objects.filter(path__in=common.values())}
    return {source_id: places[path] for source_id, path in common.items() if path in places}


def _common(paths: Sequence[str]) -> str:
    """The deepest path above or at all of these: `/1/7/` for `/1/7/31/` and `/1/7/32/`."""
    return os.path.commonpath(paths).rstrip("/") + "/"
