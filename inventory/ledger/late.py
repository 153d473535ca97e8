"""How a late feed is told."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.catalog.models import Location
from inventory.ledger.hooks import LateFeed, hooks
from workbench.formats import duration

READABLE_MINUTES = 120


def late_words(place: str, late: LateFeed | None) -> str:
    """Who has not been heard, and for how long."""
    if late is None:
        return ""
    return _("%(source)s, %(place)s has sent nothing for %(silence)s.") % {
        "source": late.source,
        "place": place,
        "silence": _silence(late.minutes),
    }


def _silence(minutes: int) -> str:
    """Minutes while they say something, then days and hours."""
    if minutes < READABLE_MINUTES:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return duration(minutes)


def late_places(locations: Iterable[Location], at: datetime) -> list[str]:
    """A sentence for each of these locations whose numbers are older than its feeds allow, the one
    that is late longest first."""
    named = {location.pk: location.name for location in locations}
    found = hooks.late_feeds(named, at)
    worst = sorted(found, key=lambda pk: -found[pk].minutes)
    return [late_words(named[pk], found[pk]) for pk in worst]
