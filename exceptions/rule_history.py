"""Which rules were published since a draft was made, and by whom."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exceptions.models import RuleSet


def published_since(draft: RuleSet) -> QuerySet[RuleSet]:
    """What decides or will, and was not yet there when the draft was made; first things first."""
    withdrawn = Q(retired_at__isnull=False, retired_at__lt=F("effective_from"))
    rows = RuleSet.objects.filter(published_at__isnull=False).exclude(withdrawn)
    base = draft.based_on
    if base is not None:
        later = Q(effective_from__gt=base.effective_from)
        rows = rows.filter(later | Q(effective_from=base.effective_from, pk__gt=base.pk))
    return rows.select_related("published_by").order_by("effective_from", "pk")


def changed_since(draft: RuleSet) -> list[str]:
    """A sentence for each version that came, and for the one it was made from when that was withdrawn."""
    words = []
    base = draft.based_on
    if base is not None and base.withdrawn:
        words.append(_("Rules %(n)d, which it was made from, were withdrawn.") % {"n": base.pk})
    for one in published_since(draft):
        said = {"who": capfirst(who_published(one)), "n": one.pk, "note": one.note.rstrip(".")}
        words.append(_("%(who)s published rules %(n)d: “%(note)s”.") % said)
    return words


def who_published(rules: RuleSet) -> str:
    return str(rules.published_by) if rules.published_by else _("the installation")
