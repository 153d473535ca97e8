"""Where deliveries land: in `receiving`, or on the shelf at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.catalog.models import Location
from inventory.ledger.vocabulary import State
from inventory.receiving.models import LandingSetting

# Without a setting of its own a store shelves at once; these have a dock and a put-away.
WITH_A_DOCK = frozenset({Location.Kind.DC, Location.Kind.THREE_PL})


@dataclass(frozen=True, slots=True)
class Landing:
    """What holds at a location, and the version of its own setting: 0 where it has none."""

    location: Location
    direct: bool
    version: int


def landings_of(locations: Iterable[Location]) -> list[Landing]:
    rows = list(locations)
    known = LandingSetting.objects.in_bulk([row.pk for row in rows])
    return [_landing(row, known.get(row.pk)) for row in rows]


def lands_directly(location: Location) -> bool:
    return _landing(location, LandingSetting.objects.filter(location=location).first()).direct


def landing_state(location: Location) -> State:
    """The state that goods received here get."""
    return State.AVAILABLE if lands_directly(location) else State.RECEIVING


def _landing(location: Location, setting: LandingSetting | None) -> Landing:
    if setting is None:
        return Landing(location, location.kind not in WITH_A_DOCK, 0)
    return Landing(location, setting.direct, setting.version)
