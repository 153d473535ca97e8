"""Where deliveries land: in `receiving`, or on the shelf at once."""

from inventory.catalog.models import Location
from inventory.ledger.vocabulary import State
from inventory.receiving.models import LandingSetting

# Without a setting of its own a store shelves at once; these have a dock and a put-away.
WITH_A_DOCK = frozenset({Location.Kind.DC, Location.Kind.THREE_PL})


def lands_directly(location: Location) -> bool:
    setting = LandingSetting.objects.filter(location=location).first()
    return setting.direct if setting else location.kind not in WITH_A_DOCK


def landing_state(location: Location) -> State:
    """The state that goods received here get."""
    return State.AVAILABLE if lands_directly(location) else State.RECEIVING
