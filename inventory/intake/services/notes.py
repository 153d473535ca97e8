"""Cases for what was posted although it does not fit."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import models

from exceptions.services import open_case
from inventory.catalog.models import Location, Sku
from inventory.intake.services.call import Call
from inventory.ledger.codes import NOTES
from inventory.ledger.models import Event
from inventory.ledger.services import Result

# A note about the place speaks of all its SKUs at once; others are one case per SKU and place.
DESTINATION = "to_location_not_open"
ABOUT_THE_PLACE = frozenset({"location_not_open", DESTINATION})
LIFECYCLE = frozenset({"sku_not_active", *ABOUT_THE_PLACE})
# So many events of one call are named in the evidence: who reverses all of them cures the case.
EVENTS_NAMED = 50


class Trouble(NamedTuple):
    note: str
    sku_id: int | None
    location_id: int | None

    @property
    def fingerprint(self) -> str:
        return f"{self.note}:{self.sku_id or ''}:{self.location_id or ''}"

    @property
    def kind(self) -> str:
        return "lifecycle_breach" if self.note in LIFECYCLE else self.note


def open_note_cases(results: Sequence[Result], call: Call) -> None:
    """One case per note, SKU and place; what repeats within a call is counted in its evidence."""
    seen: dict[Trouble, list[Result]] = {}
    destinations = _destinations(results)
    for result in results:
        for note in result.notes:
            sku_id = None if note in ABOUT_THE_PLACE else result.sku_id
            place_id = result.location_id
            if note == DESTINATION:
                place_id = destinations.get(result.event_id or 0)
            seen.setdefault(Trouble(note, sku_id, place_id), []).append(result)
    skus = Sku.objects.in_bulk({t.sku_id for t in seen if t.sku_id})
    locations = Location.objects.select_related("place").in_bulk(
        {t.location_id for t in seen if t.location_id}
    )
    for trouble in sorted(seen, key=lambda trouble: trouble.fingerprint):
        _open(
            trouble,
            seen[trouble],
            sku=skus.get(trouble.sku_id or 0),
            location=locations.get(trouble.location_id or 0),
            call=call,
        )


def _destinations(results: Sequence[Result]) -> dict[int, int | None]:
    """Where the events go that a closed place was named for, by event."""
    ids = [result.event_id or 0 for result in results if DESTINATION in result.notes]
    rows = Event.objects.filter(pk__in=ids) if ids else Event.objects.none()
    return dict(rows.values_list("pk", "to_location_id"))


def _open(
    trouble: Trouble,
    results: Sequence[Result],
    *,
    sku: Sku | None,
    location: Location | None,
    call: Call,
) -> None:
    subject: models.Model = sku or location or call.source
    open_case(
        kind=trouble.kind,
        fingerprint=trouble.fingerprint,
        title=_title(trouble.note, sku, location),
        subject=subject,
        at=call.at,
        place=location.place if location else None,
        evidence={
            "note": trouble.note,
            "meaning": NOTES.get(trouble.note, ""),
            "source": call.source.code,
            "sku": sku.code if sku else None,
            "location": location.code if location else None,
            "events": len(results),
            "keys": _some(result.key for result in results),
            "event_ids": [result.event_id for result in results[:EVENTS_NAMED]],
        },
    )


def _some(keys: Iterable[str], *, most: int = 5) -> list[str]:
    return sorted(keys)[:most]


def _title(note: str, sku: Sku | None, location: Location | None) -> str:
    where = location.name if location else "an unknown place"
    what = sku.code if sku else "something"
    return {
        "location_not_open": f"{where} reports stock events while it is not open",
        DESTINATION: f"Stock is on its way to {where}, which is closed",
        "sku_not_active": f"{what} moves at {where} while it is not active",
        "reason_missing": f"{what} was moved at {where} without a reason",
        "other_network": f"{what} was reported at {where}, which belongs to another network",
    }.get(note, f"{what} at {where}: {note.replace('_', ' ')}")
