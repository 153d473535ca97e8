"""How a late feed is told."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.ledger.hooks import LateFeed
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
