"""Short picks: pieces the books have and whoever picked did not find. Repeated ones ask for a count, and
a count of the shelf closes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exceptions.queries import open_evidence
from exceptions.services import close_case, open_case
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import stakes

KIND = "short_pick"


def note_short_picks(
    *, location: Location, missed: Mapping[Sku, int], document: str, at: datetime
) -> None:
    """One case per SKU and location, one occurrence for each time it was not found."""
    for sku, quantity in sorted(missed.items(), key=lambda one: one[0].pk):
        words = ngettext(
            "%(place)s did not find %(n)s piece of %(sku)s",
            "%(place)s did not find %(n)s pieces of %(sku)s",
            quantity,
        )
        open_case(
            kind=KIND,
            fingerprint=_fingerprint(sku.pk, location.pk),
            title=words % {"place": location.name, "n": f"{quantity:,}", "sku": sku.code},
            subject=sku,
            at=at,
            place=location.place,
            evidence={
                "sku": sku.code,
                "location": location.code,
                "document": document,
                "missed": quantity,
            },
            **stakes({sku.pk: -quantity}, place=location.place, at=at),
        )


def close_counted_picks(
    *, location_id: int, sku_ids: Collection[int], document: str, at: datetime
) -> int:
    """The shelf of these was counted: what is there is known again."""
    asked = [_fingerprint(sku_id, location_id) for sku_id in sorted(sku_ids)]
    found = sorted(open_evidence(asked))
    note = _("%(count)s counted the shelf.") % {"count": document}
    for fingerprint in found:
        close_case(fingerprint=fingerprint, at=at, note=note)
    return len(found)


def _fingerprint(sku_id: int, location_id: int) -> str:
    return f"{KIND}:{sku_id}:{location_id}"
