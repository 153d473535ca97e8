"""What approvals, the desk and the trail tell of a story. Movements stand in `insights.explain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from approvals.models import ApprovalRequest, Decision
from audit.models import Entry
from audit.queries import action_words
from exceptions.models import Case
from workbench.story import MOST_LINES, StoryAsk, StoryLine
from workbench.trail.rows import entries_for, name_each, seal_each

# A longer list of documents would make the question slow; the newest ones count.
MOST_REFERENCES = 50
# What of one of our references names a part: the shipment in TR-000123/1.
PART = re.compile(r"^([A-Z]{2}-\d{6,18})/.*$", re.DOTALL)
VERDICTS = {
    Decision.Verdict.APPROVE: ("ok", gettext_lazy("Approved: %(title)s")),
    Decision.Verdict.REJECT: ("bad", gettext_lazy("Rejected: %(title)s")),
    Decision.Verdict.SEND_BACK: ("warn", gettext_lazy("Sent back: %(title)s")),
    Decision.Verdict.UNDO: ("warn", gettext_lazy("Vote taken back: %(title)s")),
}


def case_lines(user: User, ask: StoryAsk) -> Iterator[StoryLine]:
    """Cases about the SKU at the place, and about the documents."""
    about = _about(ask)
    here = Case.objects.visible_to(user).filter(Q(place=ask.place_id), about)
    cases = here.filter(opened_at__lte=ask.until).select_related("closed_by")
    for case in cases.order_by("-opened_at")[:MOST_LINES]:
        url = reverse("exceptions:case", args=[case.reference])
        yield StoryLine(
            case.opened_at, "case", _("Case"), case.title, sub=case.reference, url=url, tone="warn"
        )
        if case.closed_at and case.closed_at <= ask.until:
            who = str(case.closed_by) if case.closed_by else "Plumbline"
            text = _("Closed: %(note)s") % {"note": case.closing_note or case.title}
            yield StoryLine(
                case.closed_at,
                "case",
                _("Case"),
                text,
                who=who,
                sub=case.reference,
                url=url,
                tone="ok",
            )


def approval_lines(user: User, ask: StoryAsk) -> Iterator[StoryLine]:
    """Who asked for the documents' approval, and every vote."""
    about = Q(reference__in=ask.references[:MOST_REFERENCES])
    for kind, keys in _by_kind(ask).items():
        about |= Q(kind=kind, subject_id__in=keys)
    requests = (
        ApprovalRequest.objects.visible_to(user)
        .filter(about, asked_at__lte=ask.until)
        .select_related("asked_by")
        .order_by("-id")[:MOST_LINES]
    )
    found = {request.pk: request for request in requests}
    for request in found.values():
        text = _("Asked for approval: %(title)s") % {"title": request.title}
        yield _approval(request, request.asked_at, text, who=request.asked_by, order=1)
    votes = Decision.objects.filter(request__in=found, at__lte=ask.until)
    for vote in votes.select_related("decided_by").order_by("id"):
        request = found[vote.request_id]
        tone, words = VERDICTS[Decision.Verdict(vote.verdict)]
        yield _approval(
            request,
            vote.at,
            str(words) % {"title": request.title},
            who=vote.decided_by,
            order=2,
            tone=tone,
            sub=vote.reason,
        )


def trail_lines(user: User, ask: StoryAsk) -> Iterator[StoryLine]:
    """Deeds on the subjects and on the documents, with the block that seals them."""
    rows = entries_for(user).filter(
        _about(ask), occurred_at__gte=ask.since, occurred_at__lte=ask.until
    )
    entries = list(rows.order_by("-recorded_at", "-id")[:MOST_LINES])
    name_each(entries)
    seal_each(entries)
    # Of one moment, what was done first stands first.
    yield from map(_entry, reversed(entries))


def references_of(rows: Iterable[str]) -> tuple[str, ...]:
    """Each document once, newest first; the one a part of it belongs to stands for its parts."""
    return tuple(dict.fromkeys(PART.sub(r"\1", reference) for reference in rows if reference))


def _about(ask: StoryAsk) -> Q:
    """The subjects, and whatever is called like one of the documents."""
    about = Q(pk__in=[])
    for kind, keys in _by_kind(ask).items():
        about |= Q(subject_type=kind, subject_id__in=keys)
    for reference in ask.references[:MOST_REFERENCES]:
        about |= Q(subject_text=reference)
        # TR-100000 is no part of TR-1000001.
        about |= Q(subject_text__startswith=f"{reference} ")
        about |= Q(subject_text__startswith=f"{reference}/")
    return about


def _by_kind(ask: StoryAsk) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, key in ask.subjects:
        kinds.setdefault(kind, []).append(key)
    return kinds


def _entry(entry: Entry) -> StoryLine:
    block: int | None = getattr(entry, "block", None)
    seal = _("sealed in block %(n)s") % {"n": f"{block:,}"} if block else _("not sealed yet")
    return StoryLine(
        entry.occurred_at,
        "trail",
        _("Trail"),
        f"{action_words(entry.action)}: {entry.subject_text}",
        recorded_at=entry.recorded_at,
        who=getattr(entry, "who", ""),
        sub=f"{entry.reason}, {seal}" if entry.reason else seal,
        url=reverse("audit:entry", args=[entry.pk]),
        order=3,
    )


def _approval(
    request: ApprovalRequest, at: datetime, text: str, *, who: User | None, order: int, **more: str
) -> StoryLine:
    return StoryLine(
        at,
        "approval",
        _("Approval"),
        text,
        who=str(who) if who else "Plumbline",
        url=_request_url(request),
        order=order,
        sub=more.get("sub", ""),
        tone=more.get("tone", "info"),
    )


def _request_url(request: ApprovalRequest) -> str:
    try:
        return reverse("approvals:request", args=[request.pk])
    except NoReverseMatch:
        return ""
