"""The differences of a count as something that can be approved."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STORE_MANAGER
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.subjects import Completed, Fact, SubjectKind, Undone, nothing_unusual
from inventory.catalog.models import Location
from inventory.counts.errors import DecisionOvertaken
from inventory.counts.locks import lock_by_id
from inventory.counts.models import Count, CountLine, LineCounter
from inventory.counts.pages import review_rows
from inventory.counts.policies import check_other_eyes, check_person_away
from inventory.counts.services.asking import KIND, currency_of, others_wait
from inventory.counts.services.settling import save_lines
from inventory.counts.services.taking import take_back_lines, take_lines


def check_voter(request: ApprovalRequest, actor: User, right_of: User | None) -> None:
    """Nobody votes on what they counted, and nobody votes for somebody who counted it.

    Raises, in this order: ReviewerCounted, PersonAwayCounted.
    """
    count = Count.objects.get(pk=int(request.subject_id))
    lines = _asked_lines(count)
    check_other_eyes(lines, user_id=actor.pk)
    if right_of is not None:
        check_person_away(lines, person=right_of)


def counters(subject_id: str) -> list[int]:
    """Who counted the lines that are asked, in whichever round."""
    rows = LineCounter.objects.filter(line__count=int(subject_id), counter__isnull=False)
    asked = rows.filter(line__status=CountLine.Status.APPROVAL)
    return sorted(set(asked.values_list("counter_id", flat=True)))


def on_completed(done: Completed) -> None:
    """Approved lines post as they were counted; the others go back to the reviewer.

    Refuses: ReviewerCounted.
    """
    count = lock_by_id(int(done.request.subject_id))
    lines = _asked_lines(count)
    if done.outcome == "approved":
        actor: User | None = done.actor or done.request.asked_by
        check_other_eyes(lines, user_id=actor.pk if actor else None)
        take_lines(count=count, lines=lines, actor=actor, at=done.at)
    else:
        _back(count, lines)


def on_undone(undone: Undone) -> None:
    """What was sent back is asked again; what was posted is taken out of the books, and asked again.

    Refuses, in this order: DecisionOvertaken, CountedAgainSince, and what `take_back_lines` refuses.
    """
    count = lock_by_id(int(undone.request.subject_id))
    keys = [line.key for line in undone.request.lines.all()]
    approved = undone.outcome == "approved"
    status = CountLine.Status.POSTED if approved else CountLine.Status.REVIEW
    lines = list(count.lines.filter(pk__in=keys, status=status).select_related("sku"))
    if len(lines) < len(keys) or count.status == Count.Status.CANCELLED:
        raise DecisionOvertaken
    if approved:
        reason = gettext("The approval was taken back")
        take_back_lines(count=count, lines=lines, reason=reason, actor=undone.actor, at=undone.at)
        return
    for line in lines:
        line.ask()
    save_lines(lines)
    if count.status == Count.Status.REVIEW and not others_wait(count):
        count.ask()
        count.save(update_fields=["status"])


def on_withdrawn(request: ApprovalRequest, actor: User, at: datetime) -> None:
    """The reviewer took the question back."""
    count = lock_by_id(int(request.subject_id))
    _back(count, _asked_lines(count))


def version_now(subject_id: str) -> int:
    """What was shown are the lines that were asked: the count goes on with its others meanwhile. 0 when
    one of them does not wait any more, or says another number."""
    request = open_request_of(KIND, subject_id)
    if request is None:
        found = Count.objects.filter(pk=int(subject_id)).values_list("version", flat=True)
        return found.first() or 0
    asked = {line.key: line.quantity for line in request.lines.all()}
    count = Count.objects.get(pk=int(subject_id))
    now = {str(line.pk): abs(line.difference) for line in _asked_lines(count)}
    return request.subject_version if now == asked else 0


def _asked_lines(count: Count) -> list[CountLine]:
    rows = count.lines.filter(status=CountLine.Status.APPROVAL)
    return list(rows.select_related("sku").order_by("sku_id"))


def _back(count: Count, lines: Sequence[CountLine]) -> None:
    for line in lines:
        line.come_back()
    save_lines(lines)
    if count.status == Count.Status.APPROVAL:
        count.come_back()
        count.save(update_fields=["status"])


def asked_page(request: ApprovalRequest, user: User) -> dict[str, object]:
    """The main column of the request: the lines with what moved since."""
    count = Count.objects.select_related("location__place").get(pk=int(request.subject_id))
    keys = [int(line.key) for line in request.lines.all()]
    lines = list(count.lines.filter(pk__in=keys).select_related("sku", "decided_by"))
    return {
        "template": "inventory/_count_asked.html",
        "count": count,
        "rows": review_rows(count, lines, user),
        "currency": currency_of(count),
        "hide_value": not user.may("value.view"),
    }


COUNT_DIFFERENCES = SubjectKind(
    key=KIND,
    label=_("Count differences"),
    facts=(
        Fact("value", _("Value of the differences"), "money"),
        Fact("units", _("Units that differ"), "whole"),
        Fact("lines", _("Lines that differ"), "whole"),
        Fact("location_kind", _("Kind of location"), "choice", tuple(Location.Kind.choices)),
    ),
    completed=on_completed,
    undone=on_undone,
    withdrawn=on_withdrawn,
    check_voter=check_voter,
    current_version=version_now,
    authors=counters,
    fallback_role=STORE_MANAGER,
    place_keys=(("location", _("Counted location")),),
    page=asked_page,
    unusual=nothing_unusual,
    approve_scope="counts:approve",
    unit=(_("unit of difference"), _("units of difference")),
)
