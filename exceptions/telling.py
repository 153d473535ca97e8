"""Who hears what happens to a case: its owner, those who watch it, those who were mentioned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exceptions.models import Case
from workbench.models import Notification
from workbench.services import comments
from workbench.services.notices import notify

SUBJECT = "exceptions.case"
WORDS: dict[str, Any] = {
    "assigned": gettext_lazy("%(reference)s has a new owner: %(title)s"),
    "waiting": gettext_lazy("%(reference)s waits on somebody: %(title)s"),
    "severity": gettext_lazy("%(reference)s has another severity: %(title)s"),
    "resolved": gettext_lazy("%(reference)s was resolved: %(title)s"),
    "reopened": gettext_lazy("%(reference)s was reopened: %(title)s"),
    "merged": gettext_lazy("%(reference)s goes on in another case: %(title)s"),
}


def tell_owner(case: Case, *, actor: User | None, at: datetime) -> None:
    """Somebody who was given a case hears of it; who took it knows."""
    if case.owner is None or (actor is not None and actor.pk == case.owner_id):
        return
    text = _("%(reference)s is yours now: %(title)s")
    _tell(case.owner, case, text, at=at)


def tell_owner_of_many(owner: User, count: int, *, actor: User | None, at: datetime) -> None:
    """One line for all of them."""
    if not count or (actor is not None and actor.pk == owner.pk):
        return
    text = ngettext("%(n)s case is yours now", "%(n)s cases are yours now", count) % {"n": count}
    url = f"{reverse('exceptions:cases')}?owner=me"
    notify(user=owner, text=text, url=url, kind=Notification.Kind.NOTICE, at=at)


def tell_watchers(case: Case, what: str, *, actor: User | None, at: datetime) -> None:
    """Those who watch it and still may see it, but for who did it."""
    comments.tell_watchers(
        subject_type=SUBJECT,
        subject_id=str(case.pk),
        text=str(WORDS[what]) % {"reference": case.reference, "title": case.title},
        at=at,
        but=[actor] if actor else [],
    )


def _tell(person: User, case: Case, text: Any, *, at: datetime) -> None:
    words = str(text) % {"reference": case.reference, "title": case.title}
    url = reverse("exceptions:case", args=[case.reference])
    notify(user=person, text=words, url=url, kind=Notification.Kind.NOTICE, at=at)
