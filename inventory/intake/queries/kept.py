"""What the hottest reads need on every call and what changes seldom, read every two seconds.

Codes of places and the last word of each feed: joined or asked for each time they were half of the
time of a call. A place that was not there a moment ago is looked for at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic

from django.db import connection

from accounts.models import Place
from accounts.models.place import Principal

KEPT_S = 2.0
EVERYWHERE = "/"
MOST_SCOPES = 1_000

HEARD = """
SELECT location_id, extract(epoch FROM max(last_heard_at))::float8
FROM intake_feedheard GROUP BY location_id
"""


@dataclass(slots=True)
class _Places:
    codes: dict[int, str]
    paths: dict[int, str]
    read_at: float
    within: dict[tuple[str, ...], list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Heard:
    moments: dict[int, float]
    read_at: float


_places: list[_Places] = []
_heard: list[_Heard] = []


def place_codes(ids: Collection[int]) -> Mapping[int, str]:
    """The codes of these places, among others."""
    kept = _kept_places()
    if not kept.codes.keys() >= set(ids):
        kept = _read_places()
    return kept.codes


def places_within(principal: Principal) -> list[int] | None:
    """The places in scope; None where it has no bounds. A new place counts two seconds later."""
    paths = principal.scope_paths
    if EVERYWHERE in paths:
        return None
    kept = _kept_places()
    known = kept.within.get(paths)
    if known is None:
        known = [pk for pk, path in kept.paths.items() if path.startswith(paths)]
        if len(kept.within) < MOST_SCOPES:
            kept.within[paths] = known
    return known


def feed_moments() -> Mapping[int, float]:
    """When each place was last heard, in seconds since 1970; without those that never were."""
    if not _heard or monotonic() - _heard[0].read_at > KEPT_S:
        with connection.cursor() as cursor:
            cursor.execute(HEARD)
            _heard[:] = [_Heard(dict(cursor.fetchall()), monotonic())]
    return _heard[0].moments


def forget() -> None:
    _places.clear()
    _heard.clear()


def _kept_places() -> _Places:
    kept = _places[0] if _places else None
    return kept if kept and monotonic() - kept.read_at < KEPT_S else _read_places()


def _read_places() -> _Places:
    rows = list(Place.objects.order_by("pk").values_list("pk", "code", "path"))
    kept = _Places(
        {pk: code for pk, code, _ in rows}, {pk: path for pk, _, path in rows}, monotonic()
    )
    _places[:] = [kept]
    return kept
