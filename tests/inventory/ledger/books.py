"""Rows of the ledger written by hand, so that a test says when each was recorded and what it names.

Everything else reaches its state through the posting function; the reads that go back in time and
the checks that look for damage need rows no posting would write today.
"""

from datetime import UTC, datetime
from itertools import count

from django.db import connection

from accounts.models import Place
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event, Movement, Source, StockLevel
from inventory.ledger.vocabulary import End, EventType, State

NUMBER = count(1)


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def make_location(code: str, *, under: Place) -> Location:
    place = Place.objects.create(
        code=code, name=code.title(), kind=Place.Kind.PLACE, parent=under, path=f"new-{code}"
    )
    place.path = f"{under.path}{place.pk}/"
    place.save(update_fields=["path"])
    return Location.objects.create(place=place, kind=Location.Kind.STORE)


def make_sku(code: str, *, network: Place) -> Sku:
    return Sku.objects.create(code=code, name=code.title(), network=network, created_at=day(1))


def make_source(code: str = "till") -> Source:
    return Source.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def write_event(
    kind: EventType,
    sku: Sku,
    location: Location,
    quantity: int,
    *,
    at: datetime,
    recorded_at: datetime | None = None,
    key: str = "",
    source: str = "till",
    reverses: Event | None = None,
    state: State | None = None,
    to_location: Location | None = None,
    reference: str = "",
    reason: str = "",
    actor_id: int | None = None,
) -> Event:
    """An event as posted, without its movements."""
    recorded_at = recorded_at or at
    return Event.objects.create(
        source=make_source(source),
        key=key or f"e{next(NUMBER)}",
        digest=b"\0" * 32,
        type=kind,
        sku=sku,
        location=location,
        to_location=to_location,
        state=state,
        quantity=quantity,
        occurred_at=at,
        received_at=recorded_at,
        recorded_at=recorded_at,
        reverses=reverses,
        reference=reference,
        reason=reason,
        actor_id=actor_id,
    )


def write_movement(
    event: Event,
    end: End,
    to_end: End,
    quantity: int,
    *,
    at: datetime | None = None,
    counted_by: Event | None = None,
    to_location: Location | None = None,
    location: Location | None = None,
) -> Movement:
    """One row of an event, and the levels it changes."""
    location = location or event.location
    to_location = to_location or location
    movement = Movement.objects.create(
        event=event,
        count=counted_by,
        sku_id=event.sku_id,
        location=location,
        end=end,
        to_location=to_location,
        to_end=to_end,
        quantity=quantity,
        occurred_at=at or event.occurred_at,
        recorded_at=event.recorded_at,
        reference=event.reference,
    )
    _add(event.sku_id, location.pk, end, -quantity)
    _add(event.sku_id, to_location.pk, to_end, quantity)
    return movement


def receive(sku: Sku, location: Location, quantity: int, **when: datetime) -> Event:
    event = write_event(EventType.RECEIPT, sku, location, quantity, **when)
    write_movement(event, End.SUPPLIER, End.AVAILABLE, quantity)
    return event


def sell(sku: Sku, location: Location, quantity: int, **when: datetime) -> Event:
    event = write_event(EventType.SALE, sku, location, quantity, **when)
    write_movement(event, End.AVAILABLE, End.CUSTOMER, quantity)
    return event


def send(sku: Sku, location: Location, to_location: Location, quantity: int, **when) -> Event:
    """In transit between two locations."""
    event = write_event(
        EventType.TRANSFER_SHIP, sku, location, quantity, to_location=to_location, **when
    )
    write_movement(event, End.AVAILABLE, End.IN_TRANSIT, quantity, to_location=to_location)
    return event


def note_count(sku: Sku, location: Location, seen: int, *, change: int, **when) -> Event:
    """A count of the shelf that found `change` more (or fewer) than the books said."""
    event = write_event(EventType.COUNT, sku, location, seen, **when)
    if change > 0:
        write_movement(event, End.SHRINKAGE, End.AVAILABLE, change, counted_by=event)
    elif change < 0:
        write_movement(event, End.AVAILABLE, End.SHRINKAGE, -change, counted_by=event)
    StockLevel.objects.filter(pk=(sku.pk, location.pk)).update(last_counted_at=event.occurred_at)
    return event


def _add(sku_id: int, location_id: int, end: int, quantity: int) -> None:
    if end >= 20:
        return
    column = State(end).word
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_stocklevel (sku_id, location_id, {column}) VALUES (%s, %s, %s)"
            f" ON CONFLICT (sku_id, location_id) DO UPDATE"
            f" SET {column} = ledger_stocklevel.{column} + excluded.{column}",
            [sku_id, location_id, quantity],
        )
