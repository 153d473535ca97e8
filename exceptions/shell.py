"""What the desk tells the shell: its counter, its search, its line of My work."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exceptions.case_clock import hours_for, minutes_of
from exceptions.kinds import label_of
from exceptions.models import Case
from exceptions.models.case import CaseQuerySet
from exceptions.policies.cases import MAY_WORK
from exceptions.queries import MOST_COUNTED, cases_in, kinds_of, waiting_cases
from exceptions.tables import case_url
from kernel.clock import now
from workbench.registry import Count, Hit, NavItem, WorkItem

KINDS_NAMED, OWN_SHOWN = 3, 5


def waiting(user: User) -> Count:
    """What waits on the queue for somebody who may work on it, red once a clock there is missed."""
    if not user.may(MAY_WORK):
        return Count(0)
    at = now()
    rows = waiting_cases(user, at=at)
    number = rows[: MOST_COUNTED + 1].count()
    late = rows.filter(due_key__lt=at).exists()
    return Count(min(number, MOST_COUNTED), late, number > MOST_COUNTED)


def find_cases(user: User, text: str, limit: int) -> Iterable[Hit]:
    """The case of a reference such as CS-000123."""
    for case in cases_in(user).with_reference(text)[:limit]:
        yield Hit(str(case), case_url(case), icon="inbox", hint=label_of(case.kind), exact=True)


def url_of_case(subject_id: str) -> str:
    """The page of a case from its number; "" for nonsense."""
    return case_url(Case(pk=int(subject_id))) if subject_id.isdecimal() else ""


def sees_case(user: User, subject_id: str) -> bool:
    """Whether a case, what is said and kept of it, is for this person."""
    if not (user.is_active and subject_id.isdecimal() and len(subject_id) < 19):
        return False
    return user.may("cases.view") and Case.objects.visible_to(user).filter(pk=subject_id).exists()


def cases_seen(user: User, subject_ids: Collection[str]) -> set[str]:
    """Which of many cases are for this person."""
    if not (user.is_active and user.may("cases.view")):
        return set()
    numbers = [one for one in subject_ids if one.isdecimal() and len(one) < 19]
    rows = Case.objects.visible_to(user).filter(pk__in=numbers)
    return {str(pk) for pk in rows.order_by().values_list("pk", flat=True)}


def work(user: User) -> Iterable[WorkItem]:
    """One's own cases with their clocks, soonest first; then how many are open, of which kinds.

    All that are open stand under the clock of the first that nobody holds. Cases wait for nobody
    who may only read them.
    """
    if not user.may(MAY_WORK):
        return
    at = now()
    yield from _mine(user, at)
    waiting_now = waiting_cases(user, at=at)
    kinds = kinds_of(waiting_now)
    total = sum(count for _kind, count in kinds)
    if not total:
        return
    named = ", ".join(f"{label_of(kind)} {count:,}" for kind, count in kinds[:KINDS_NAMED])
    title = ngettext("%(n)s open case", "%(n)s open cases", total) % {"n": f"{total:,}"}
    more = len(kinds) - KINDS_NAMED
    words = ngettext("%(named)s and %(n)d more kind", "%(named)s and %(n)d more kinds", more)
    sub = words % {"named": named, "n": more}
    due, left, tone = _soonest(waiting_now, at)
    sub = sub if more > 0 else named
    yield WorkItem(title, sub, reverse("exceptions:cases"), total, tone, due=due, left=left)


def _soonest(rows: CaseQuerySet, at: datetime) -> tuple[datetime | None, int | None, str]:
    """When the first of these that nobody holds is due, in how many open minutes, and how bad."""
    free = rows.filter(owner=None, paused_at=None).order_by("due_key", "pk")
    case = free.select_related("queue").first()
    if case is None:
        return None, None, ""
    left = minutes_of(case, at, hours_for([case]))
    return case.due_at, left, "bad" if left is not None and left < 0 else ""


def _mine(user: User, at: datetime) -> Iterable[WorkItem]:
    held = Case.objects.visible_to(user).open().awake(at).filter(owner=user)
    rows = list(held.select_related("place", "queue").order_by("due_key", "pk")[: OWN_SHOWN + 1])
    shown = rows[:OWN_SHOWN]
    hours = hours_for(shown)
    for case in shown:
        left = minutes_of(case, at, hours)
        late = left is not None and left < 0
        where = f"{case.reference} · {case.place or label_of(case.kind)}"
        if case.paused_at:
            whom = _("waits on %(whom)s") % {"whom": case.waiting_on}
            where = f"{where}, {whom}"
        due = None if case.paused_at else case.due_at
        tone = "bad" if late else ""
        yield WorkItem(case.title, where, case_url(case), 1, tone, due=due, left=left)
    if len(rows) > OWN_SHOWN:
        more = held.count() - OWN_SHOWN
        text = ngettext("%(n)s more of yours", "%(n)s more of yours", more) % {"n": f"{more:,}"}
        yield WorkItem(text, _("Exceptions"), f"{reverse('exceptions:cases')}?owner=me", more)


NAVIGATION = (
    NavItem(
        key="cases",
        label=gettext_lazy("Exceptions"),
        icon="inbox",
        url_name="exceptions:cases",
        permission="cases.view",
        go="e",
        order=20,
        count=waiting,
    ),
    NavItem(
        key="workload",
        label=gettext_lazy("Workload"),
        icon="user",
        url_name="exceptions:workload",
        permission="cases.lead",
        order=25,
    ),
    NavItem(
        key="rules",
        label=gettext_lazy("Routing rules"),
        icon="columns",
        url_name="exceptions:rules",
        permission="rules.view",
        group="Set-up",
        order=60,
    ),
    NavItem(
        key="clocks",
        label=gettext_lazy("SLA and calendars"),
        icon="clock",
        url_name="exceptions:calendars",
        permission="rules.view",
        group="Set-up",
        order=61,
    ),
    NavItem(
        key="playbooks",
        label=gettext_lazy("Playbooks"),
        icon="check",
        url_name="exceptions:playbooks",
        permission="rules.view",
        group="Set-up",
        order=62,
    ),
)
