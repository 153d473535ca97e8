"""The nightly check: what does not hold becomes a case, what holds again is closed."""

from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import models

from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event, Movement
from inventory.ledger.upkeep.singleton import is_alone
from inventory.ledger.verify.run import Difference, Progress, differences, silent, snapshot

KIND = "invariant_breach"
# Beyond this many the ledger needs a rebuild, not more cases.
MOST_CASES = 500
HOLDS_AGAIN = "The check of the ledger finds nothing wrong here any more."


class Checked(NamedTuple):
    found: list[Difference]
    opened: int
    closed: int
    # Whether everything was looked at: past the limit nothing is closed.
    whole: bool


def check_ledger(*, at: datetime, progress: Progress = silent) -> Checked | None:
    """Verify the ledger and keep one open case per difference; None while another check runs.

    The snapshot ends before the first case is written. A case whose difference is gone closes with a
    note.
    """
    with snapshot():
        if not is_alone(KIND):
            return None
        found = list(islice(differences(at=at, progress=progress), MOST_CASES + 1))
    whole = len(found) <= MOST_CASES
    opened = sum(_open(difference, at=at) for difference in found[:MOST_CASES])
    closed = _close_others({difference.fingerprint for difference in found}, at=at) if whole else 0
    return Checked(found, opened, closed, whole)


def _open(difference: Difference, *, at: datetime) -> bool:
    """Whether it was new: a repeat is an occurrence of the open case."""
    location = (
        Location.objects.select_related("place").filter(pk=difference.location_id).first()
        if difference.location_id
        else None
    )
    subject = _subject(difference)
    where = f" at {location.code}" if location else ""
    named = subject.code if isinstance(subject, Sku) else difference.check
    case = open_case(
        kind=KIND,
        fingerprint=difference.fingerprint,
        title=f"{named}{where}: {difference.text}",
        subject=subject,
        at=at,
        place=location.place if location else None,
        evidence={
            "check": difference.check,
            "found": difference.text,
            "sku_id": difference.sku_id,
            "location_id": difference.location_id,
            "row_id": difference.row_id,
        },
    )
    return case.occurrences == 1


def _subject(difference: Difference) -> models.Model:
    """The SKU where there is one, else the row of the ledger itself, as far as it exists."""
    sku = Sku.objects.filter(pk=difference.sku_id).first() if difference.sku_id else None
    if sku is not None:
        return sku
    rows: type[Event] | type[Movement] = Movement if difference.check == "movement" else Event
    return rows(pk=difference.row_id or 0)


def _close_others(still: set[str], *, at: datetime) -> int:
    gone = [text for text in open_fingerprints(kind=KIND) if text not in still]
    return sum(close_case(fingerprint=text, at=at, note=HOLDS_AGAIN) is not None for text in gone)
