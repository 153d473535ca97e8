"""What the intake tells the shell and the ledger's screens."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.models.place import scope_q
from approvals.models import ApprovalRequest
from approvals.queries.requests import requests_seen_by
from inventory.intake.durations import minutes
from inventory.intake.models import EventConflict, FeedHeard, Reversal, TypeOwner, WaitingEvent
from inventory.intake.policies import MAY_FIX
from inventory.intake.queries.overview import oldest_waiting, open_waiting
from inventory.intake.queries.reversals import reversals_of
from inventory.intake.reversal_policies import check_ask_reversal
from inventory.intake.tables import conflict_url, waiting_url
from inventory.intake.words import title_of
from inventory.ledger.hooks import LateFeed, ReversalControl
from inventory.ledger.models import Event, Source
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from kernel.errors import refusal
from workbench import formats
from workbench.registry import Count, Hit, NavItem, WorkItem

# What waits longer than this is late.
PATIENCE = timedelta(hours=4)


def waiting(user: User) -> Count:
    """What waits for somebody who may mend it."""
    number = open_waiting(user) if user.may(MAY_FIX) else 0
    oldest = oldest_waiting(user) if number else None
    return Count(number, late=oldest is not None and oldest < now() - PATIENCE)


def find_waiting(user: User, text: str, limit: int) -> Iterable[Hit]:
    """Waiting events and conflicts by key or reference."""
    rows = WaitingEvent.objects.visible_to(user).select_related("source").defer("raw", "payload")
    for row in rows.filter(key=text)[:limit]:
        yield Hit(str(row), waiting_url(row), icon="alert", hint=title_of(row.code))
    conflicts = EventConflict.objects.visible_to(user).select_related("source")
    for conflict in conflicts.filter(key=text)[:limit]:
        hint = _("Conflict, %(source)s") % {"source": conflict.source}
        yield Hit(str(conflict), conflict_url(conflict), icon="alert", hint=hint)


def find_events(user: User, text: str, limit: int) -> Iterable[Hit]:
    """Posted events by their key, whichever source gave it."""
    sources = list(Source.objects.values_list("pk", flat=True))
    here = scope_q(user, prefix="location__place") | scope_q(user, prefix="to_location__place")
    events = Event.objects.filter(here, source_id__in=sources, key=text).select_related("source")
    for event in events[:limit]:
        kind = EventType(event.type).word.replace("_", " ")
        hint = f"{kind}, {event.source.name}"
        yield Hit(event.key, reverse("inventory:event", args=[event.pk]), icon="box", hint=hint)


def work(user: User) -> Iterable[WorkItem]:
    """One line, for whoever may mend them: how many events wait, since when."""
    number = open_waiting(user) if user.may(MAY_FIX) else 0
    if not number:
        return
    oldest = oldest_waiting(user)
    sub = _("oldest %(ago)s") % {"ago": formats.ago(oldest, now())} if oldest else ""
    title = ngettext("%(n)s waiting event", "%(n)s waiting events", number)
    tone = "bad" if oldest and oldest < now() - PATIENCE else ""
    yield WorkItem(title % {"n": f"{number:,}"}, sub, reverse("inventory:waiting"), number, tone)


def url_of_waiting(subject_id: str) -> str:
    return waiting_url(WaitingEvent(pk=int(subject_id))) if subject_id.isdecimal() else ""


def url_of_conflict(subject_id: str) -> str:
    return conflict_url(EventConflict(pk=int(subject_id))) if subject_id.isdecimal() else ""


def url_of_gaps(_subject_id: str) -> str:
    return reverse("inventory:gaps")


def url_of_reversal(subject_id: str) -> str:
    """The page of the event it is about."""
    if not subject_id.isdecimal():
        return ""
    found = Reversal.objects.filter(pk=int(subject_id)).values_list("event_id", flat=True).first()
    return reverse("inventory:event", args=[found]) if found else ""


def url_of_source(subject_id: str) -> str:
    found = Source.objects.filter(pk=int(subject_id)).first() if subject_id.isdecimal() else None
    return reverse("inventory:source", args=[found.code]) if found else ""


def reversal_control(event: Event, user: User) -> ReversalControl:
    """Beside an event: whether this person may ask for its reversal, and what was asked before."""
    keys = [str(row.pk) for row in reversals_of(event)] if user.may("approvals.view") else []
    rows = requests_seen_by(user, user, now()) if keys else ApprovalRequest.objects.none()
    seen = rows.filter(kind="intake.reversal", subject_id__in=keys)
    return ReversalControl(
        refusal(check_ask_reversal, event, actor=user),
        [
            (
                _("%(row)s asks for its reversal") % {"row": request.reference},
                reverse("approvals:request", args=[request.pk]),
            )
            for request in seen
        ],
    )


def late_feeds(location_ids: Collection[int], at: datetime) -> dict[int, LateFeed]:
    """Of each place the feed that is late longest, for the screens of the ledger."""
    feeds = (
        FeedHeard.objects.filter(location_id__in=location_ids, source__interval_minutes__gt=0)
        .annotate(due_at=F("last_heard_at") + minutes("source__interval_minutes"))
        .filter(due_at__lt=at)
        .select_related("source")
        .order_by("-last_heard_at")
    )
    return {
        feed.location_id: LateFeed(
            source=feed.source.name,
            last_heard_at=feed.last_heard_at,
            minutes=int((at - feed.last_heard_at).total_seconds() // 60),
        )
        for feed in feeds
        if feed.location_id is not None
    }


def owners() -> dict[str, list[str]]:
    """The names of the sources that alone may send a type, by its word."""
    found: dict[str, list[str]] = {}
    for owner in TypeOwner.objects.select_related("source"):
        found.setdefault(EventType(owner.type).word, []).append(owner.source.name)
    return found


NAVIGATION = (
    NavItem(
        key="intake",
        label=gettext_lazy("Intake"),
        icon="download",
        url_name="inventory:intake",
        permission="intake.view",
        group="Connections",
        order=10,
        count=waiting,
    ),
    NavItem(
        key="api",
        label=gettext_lazy("API reference"),
        icon="book",
        url_name="api-docs",
        permission="clients.view",
        group="Connections",
        order=90,
    ),
)
