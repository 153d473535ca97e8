"""Who hears what happens to a case: its owner, those who watch it, those who were mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exceptions.models import Case
from workbench.models import Notification
from workbench.services import comments
from workbench.services.notices import bring_back_notices, notify, settle_notices

SUBJECT = "exceptions.case"
OVER = (Case.Status.RESOLVED, Case.Status.CLOSED)
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
    about = (SUBJECT, str(case.pk))
    notify(user=person, text=words, url=url, kind=Notification.Kind.NOTICE, at=at, about=about)


def settle_changes(cases: Sequence[Case], *, actor: User | None, at: datetime) -> None:
    """From how each stood before: nobody is asked about what is over, nor about what another has now.

    What comes back asks its owner again.
    """
    over: dict[str, list[int]] = defaultdict(list)
    passed: dict[tuple[int, str], list[int]] = defaultdict(list)
    back = []
    for case in cases:
        was_over = case.stood["status"] in OVER
        if case.status in OVER and not was_over:
            over[case.status].append(case.pk)
        elif was_over and case.status not in OVER:
            back.append(case)
        elif case.stood["owner"] not in (None, case.owner_id):
            passed[case.stood["owner"], str(case.owner or "")].append(case.pk)
    for status, ids in over.items():
        settle_cases(ids, text=_ended(status, actor), at=at)
    for (owner_id, new), ids in passed.items():
        text = _("%(who)s has it now") % {"who": new} if new else _("Given back to everybody")
        settle_cases(ids, text=text, at=at, only=Q(user=owner_id))
    ask_owners_again(back)


def _ended(status: str, actor: User | None) -> str:
    if actor is None:
        return _("Closed") if status == Case.Status.CLOSED else _("Resolved")
    words = {
        Case.Status.RESOLVED: _("Resolved by %(who)s"),
        Case.Status.CLOSED: _("Closed by %(who)s"),
    }
    return words[Case.Status(status)] % {"who": actor}


def settle_cases(
    case_ids: Collection[int], *, text: str, at: datetime, only: Q | None = None
) -> None:
    """What people were asked about these cases says what became of it."""
    settle_notices(subject_type=SUBJECT, subject_ids=case_ids, text=text, at=at, only=only)


def ask_owners_again(cases: Sequence[Case]) -> None:
    """The newest each owner was told of a case that comes back to them asks again."""
    mine: dict[int, list[int]] = defaultdict(list)
    for case in cases:
        if case.owner_id is not None:
            mine[case.owner_id].append(case.pk)
    for owner_id, ids in mine.items():
        newest = (
            Notification.objects.filter(user=owner_id, subject_type=SUBJECT)
            .filter(subject_id__in=[str(pk) for pk in ids], settled_at__isnull=False)
            .order_by("subject_id", "-settled_at", "-pk")
            .distinct("subject_id")
        )
        only = Q(pk__in=newest.values("pk"))
        bring_back_notices(subject_type=SUBJECT, subject_ids=ids, only=only)
