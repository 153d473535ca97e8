"""What approvals tell the shell: the counter, search, My work, the pages of their subjects."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count as Counted
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from approvals.filters import OWN
from approvals.models import ApprovalRequest
from approvals.queries.requests import decidable_by, requests_seen_by
from approvals.tables import request_url
from kernel.clock import now
from kernel.plain import clean_text
from workbench.registry import Change, Count, Hit, NavItem, WorkItem

Status = ApprovalRequest.Status
SHOWN = 5
MOST_COUNTED = 1_000


def waiting(user: User) -> Count:
    at = now()
    rows = decidable_by(user, at)
    number = rows.order_by()[:MOST_COUNTED].count()
    return Count(number, late=number > 0 and rows.filter(due_at__lt=at).exists())


def work(user: User) -> Iterable[WorkItem]:
    """The requests that wait for this person, soonest first, then how many more."""
    at = now()
    rows = list(decidable_by(user, at).order_by("due_at", "pk")[: SHOWN + 1])
    for request in rows[:SHOWN]:
        late = request.due_at is not None and request.due_at < at
        tone = "bad" if late else ""
        yield WorkItem(
            request.title, request.reference, request_url(request), 1, tone, due=request.due_at
        )
    if len(rows) > SHOWN:
        more = decidable_by(user, at).count() - SHOWN
        text = ngettext("%(n)s more to decide", "%(n)s more to decide", more) % {"n": f"{more:,}"}
        yield WorkItem(text, _("Approvals"), reverse("approvals:requests"), more)


def changes(user: User, since: datetime) -> Iterable[Change]:
    """What others decided on what this person asked for."""
    own = ApprovalRequest.objects.filter(asked_by=user, closed_at__gt=since, automatic=False)
    decided = own.order_by().values_list("status").annotate(n=Counted("pk"))
    found = dict(decided)
    url = f"{reverse('approvals:requests')}?show={OWN}&sort=-asked_at"
    for status, tone in (
        (Status.APPROVED, "ok"),
        (Status.REJECTED, "bad"),
        (Status.SENT_BACK, "warn"),
    ):
        if number := found.get(status, 0):
            yield Change(_decided(status, number), url, number, tone)


def _decided(status: str, number: int) -> str:
    words = {
        Status.APPROVED: ngettext(
            "%(n)s request of yours was approved", "%(n)s requests of yours were approved", number
        ),
        Status.REJECTED: ngettext(
            "%(n)s request of yours was rejected", "%(n)s requests of yours were rejected", number
        ),
        Status.SENT_BACK: ngettext(
            "%(n)s request of yours was sent back", "%(n)s requests of yours were sent back", number
        ),
    }
    return words[Status(status)] % {"n": f"{number:,}"}


def find_requests(user: User, text: str, limit: int) -> Iterable[Hit]:
    """Requests by the reference of what they are about."""
    q = Q(reference__iexact=clean_text(text.strip(), longest=80))
    for request in requests_seen_by(user, user, now()).filter(q).order_by("-pk")[:limit]:
        hint = str(request.state.label)
        yield Hit(f"{request.reference} {request.title}", request_url(request), "shield", hint)


def url_of_request(subject_id: str) -> str:
    return reverse("approvals:request", args=[subject_id]) if subject_id.isdecimal() else ""


def url_of_policy(subject_id: str) -> str:
    return reverse("approvals:policy", args=[subject_id]) if subject_id.isdecimal() else ""


def url_of_delegations(subject_id: str) -> str:
    return reverse("approvals:delegations")


NAVIGATION = (
    NavItem(
        key="approvals",
        label=gettext_lazy("Approvals"),
        icon="shield",
        url_name="approvals:requests",
        permission="approvals.view",
        go="a",
        order=30,
        count=waiting,
    ),
    NavItem(
        key="approval_policies",
        label=gettext_lazy("Approval policies"),
        icon="lock",
        url_name="approvals:policies",
        permission="policies.view",
        group="Set-up",
        order=20,
    ),
    NavItem(
        key="delegations",
        label=gettext_lazy("Delegations"),
        icon="user",
        url_name="approvals:delegations",
        permission="delegations.view",
        group="Set-up",
        order=25,
    ),
)
