"""How a late feed is told."""

from django.utils.translation import gettext as _

from inventory.ledger.hooks import LateFeed


def late_words(place: str, late: LateFeed | None) -> str:
    """Who has not been heard, and for how long."""
    if late is None:
        return ""
    return _("%(source)s, %(place)s has sent nothing for %(minutes)s minutes.") % {
        "source": late.source,
        "place": place,
        "minutes": f"{late.minutes:,}",
    }
