"""One delivery: what was expected, what came, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from exceptions.models import Case
from inventory.receiving import policies
from inventory.receiving.errors import ReceiptChangedMeanwhile
from inventory.receiving.kinds import kind_of
from inventory.receiving.models import Receipt
from inventory.receiving.queries.damaged import damaged_by_arrival
from inventory.receiving.queries.scanned import to_book
from inventory.receiving.queries.sums import LineSums, line_sums
from inventory.receiving.services import cancel_announced, close_receipt, undo_receipt
from inventory.receiving.tables import receipt_url
from inventory.receiving.views.visible import visible_receipt
from inventory.receiving.waiting import waits_words
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation, refusal
from workbench.conflicts import look_again
from workbench.once import acts_once
from workbench.selection import version_sent
from workbench.talk import talk_of
from workbench.trail.lines import subject_trail


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the page; refused, it says why."""

    verb: str
    label: str
    refusal: DomainError | None


@require_GET
@requires("receipts.view")
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, visible_receipt(request, reference))


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_close(request: HttpRequest, reference: str) -> HttpResponse:
    return _act(request, reference, close_receipt, _("%(reference)s is closed."))


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    return _act(request, reference, cancel_announced, _("%(reference)s is cancelled."))


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_undo(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    command = partial(undo_receipt, number=number)
    return _act(request, reference, command, _("An arrival of %(reference)s is taken back."))


def _act(
    request: HttpRequest, reference: str, command: Callable[..., object], words: str
) -> HttpResponse:
    """Run one command; what it refuses is told on the page itself."""
    shown = visible_receipt(request, reference)
    try:
        command(
            receipt_id=shown.pk,
            reason=request.POST.get("reason", ""),
            version=version_sent(request),
            actor=person(request),
            at=now(),
        )
    except ReceiptChangedMeanwhile as error:
        conflict = look_again(shown, error, page=receipt_url(shown))
        return _page(request, shown, error.http_status, conflict=conflict)
    except (RuleViolation, Conflict) as error:
        return _page(request, shown, error.http_status, wrong=error)
    messages.success(request, words % {"reference": shown.reference})
    return redirect(receipt_url(shown))


def _page(request: HttpRequest, shown: Receipt, status: int = 200, **more: Any) -> HttpResponse:
    shown, user, at = visible_receipt(request, shown.reference), person(request), now()
    lines, arrivals = line_sums(shown), _arrivals(shown, user)
    refused = refusal(policies.check_receive, shown, actor=user)
    put_refused = refusal(policies.check_may_receive, shown, actor=user)
    to_put_away = sum(line.to_put_away for line in lines)
    actions = list(_actions(shown, lines, user))
    put = Action("put", _("Put away"), put_refused if to_put_away else None)
    take = Action("receive", _("Receive"), refused if shown.is_open else None)
    context = {
        "receipt": shown,
        "state": shown.state,
        "waits": waits_words(shown, to_put_away),
        "late": shown.is_late(at),
        "lines": lines,
        "facts": _facts(shown),
        "actions": actions,
        "refused": refused,
        "refusals": [put, take, *actions],
        "to_put_away": to_put_away,
        "put_refused": put_refused,
        "arrivals": arrivals,
        "just_damaged": _just_damaged(request, arrivals),
        "too_many": _too_many(shown, user),
        "unknown": shown.scans.filter(sku=None, reviewed_at=None),
        "cases": _cases(shown, user),
        "trail": subject_trail(Receipt._meta.label_lower, str(shown.pk)),
        "talk": talk_of(user, Receipt._meta.label_lower, str(shown.pk)),
        **more,
    }
    return render(request, "inventory/receipt.html", context, status=status)


def _too_many(shown: Receipt, user: User) -> int:
    """Pieces scanned beyond what was expected, for who receives here or may allow them."""
    if refusal(policies.check_book_in, shown, actor=user, override=True):
        return 0
    return sum(line.over for line in to_book(shown) if line.scanned.arrived)


def _facts(shown: Receipt) -> list[tuple[Any, ...]]:
    kind = kind_of(shown.kind)
    page = kind.page(shown) if kind.page else ""
    return [
        (_("Kind"), kind.label),
        (_("Document"), shown.document, page),
        (_("From"), shown.sender or None),
        (_("To"), shown.location.name, reverse("inventory:location", args=[shown.location.code])),
        (_("Announced by"), str(shown.announced_by) if shown.announced_by else _("another system")),
    ]


def _actions(shown: Receipt, lines: list[LineSums], user: User) -> Iterator[Action]:
    """What the status offers; who may not do it reads why."""
    status = Receipt.Status
    if shown.status in {status.PARTLY_RECEIVED, status.RECEIVED}:
        yield Action("close", _("Close…"), refusal(policies.check_close, shown, actor=user))
    if shown.status == status.EXPECTED:
        yield Action(
            "cancel", _("Cancel delivery…"), refusal(policies.check_cancel_by, shown, actor=user)
        )


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One arrival as the page shows it."""

    number: int
    at: datetime
    who: str
    undone_at: datetime | None
    text: str
    refusal: DomainError | None
    # Pieces that need a label; none once it is taken back.
    damaged: int = 0

    @property
    def key(self) -> str:
        return str(self.number)


def _arrivals(shown: Receipt, user: User) -> list[ArrivalLine]:
    rows = list(shown.arrivals.select_related("actor").order_by("-number")[:20])
    damaged = damaged_by_arrival(rows)
    refused = refusal(policies.check_receive, shown, actor=user)
    return [
        ArrivalLine(
            number=row.number,
            at=row.at,
            who=str(row.actor or row.source or _("another system")),
            undone_at=row.undone_at,
            text=ngettext("%(n)s event", "%(n)s events", row.events.count())
            % {"n": row.events.count()},
            refusal=refused,
            damaged=0 if row.undone_at else damaged.get(row.pk, 0),
        )
        for row in rows
    ]


def _just_damaged(request: HttpRequest, arrivals: list[ArrivalLine]) -> ArrivalLine | None:
    """The arrival that was booked in a moment ago, when pieces of it need a label."""
    asked = request.GET.get("arrival", "")
    return next((row for row in arrivals if row.key == asked and row.damaged), None)


def _cases(shown: Receipt, user: User) -> list[Case]:
    if not user.may("cases.view"):
        return []
    about = {"subject_type": Receipt._meta.label_lower, "subject_id": str(shown.pk)}
    return list(Case.objects.visible_to(user).open().filter(**about)[:5])
