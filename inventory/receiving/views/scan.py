"""Receive by scanning: scans add to the lines, a summary, one button that books it in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from inventory.catalog.models import Sku
from inventory.receiving import policies
from inventory.receiving.errors import MoreThanExpected, ReceiptChangedMeanwhile, WrittenOffAsLost
from inventory.receiving.forms import DAMAGES, DamagedForm
from inventory.receiving.kinds import kind_of
from inventory.receiving.models import Receipt
from inventory.receiving.queries.codes import codes_of
from inventory.receiving.queries.scanned import ToBook, beyond, to_book, waiting_scans
from inventory.receiving.scanned_items import take_item
from inventory.receiving.services import ask_override, mark_damaged, receive_scanned, review_code
from inventory.receiving.services.asking import words_of
from inventory.receiving.tables import receipt_url
from inventory.receiving.views.visible import visible_receipt
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation, refusal
from workbench import formats
from workbench.conflicts import look_again
from workbench.once import acts_once
from workbench.scanning import answer_scans, known_codes
from workbench.selection import version_sent, whole_of


@require_GET
@requires("receipts.view")
def receipt_scan(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_receipt(request, reference)
    context = _page(shown, person(request))
    return render(request, "inventory/receipt_scan.html", context)


@require_POST
@requires("receipts.view")
def receipt_scans(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = visible_receipt(request, reference), person(request)
    return answer_scans(
        request, lambda scan: take_item(shown, scan, actor=user), page=f"receipt-{shown.pk}"
    )


@require_GET
@requires("receipts.view")
def receipt_known(request: HttpRequest, reference: str) -> HttpResponse:
    return known_codes(codes_of(visible_receipt(request, reference)))


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_damaged(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_receipt(request, reference)
    form = DamagedForm(request.POST)
    if not form.is_valid():
        return _finish(request, shown, problem=_("Write the damaged pieces as a whole number."))
    asked = form.cleaned_data
    sku = Sku.objects.visible_to(person(request)).filter(code=asked["sku"]).first()
    if sku is None:
        return _finish(request, shown, problem=_("There is no such SKU."))
    try:
        mark_damaged(
            receipt_id=shown.pk,
            sku=sku,
            quantity=asked["quantity"],
            reason=asked["reason"],
            was_scanned=asked["was_scanned"],
            actor=person(request),
            at=now(),
        )
    except RuleViolation as error:
        return _finish(request, shown, problem=error.sentence)
    return redirect("inventory:receipt-finish", reference=shown.reference)


@require_http_methods(["GET", "POST"])
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_finish(request: HttpRequest, reference: str) -> HttpResponse:
    """The summary; posted, it books in what the summary said, and nothing scanned since."""
    shown = visible_receipt(request, reference)
    if request.method == "GET":
        return _finish(request, shown, status=200)
    try:
        arrival = receive_scanned(
            receipt_id=shown.pk,
            rest_comes=request.POST.get("rest") == "later",
            actor=person(request),
            at=now(),
            version=version_sent(request),
            scans=whole_of(request.POST.get("scans", "")),
            override=request.POST.get("override") == "yes",
        )
    except ReceiptChangedMeanwhile as error:
        return _finish(request, shown, stale=error, status=error.http_status)
    except (RuleViolation, Conflict) as error:
        return _finish(request, shown, refused=error, status=error.http_status)
    words = _("Arrival %(number)s of %(reference)s is booked in.")
    messages.success(request, words % {"number": arrival.number, "reference": shown.reference})
    return redirect(f"{receipt_url(shown)}?arrival={arrival.number}")


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask somebody who may to book in more than was expected."""
    shown = visible_receipt(request, reference)
    try:
        people = ask_override(
            receipt_id=shown.pk, actor=person(request), at=now(), version=version_sent(request)
        )
    except ReceiptChangedMeanwhile as error:
        return _finish(request, shown, stale=error, status=error.http_status)
    except (RuleViolation, Conflict) as error:
        return _finish(request, shown, refused=error, status=error.http_status)
    names = ", ".join(str(each) for each in people[:3])
    told = _("Asked %(names)s. What you scanned is kept.") % {"names": names}
    alone = _("A case says so; nobody here may allow it. What you scanned is kept.")
    messages.success(request, told if people else alone)
    return redirect(receipt_url(shown))


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_review(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_receipt(request, reference)
    key = _key(request.POST.get("scan", ""))
    review_code(receipt_id=shown.pk, key=key, actor=person(request), at=now())
    messages.success(request, _("Noted as reviewed."))
    return redirect(receipt_url(shown))


def _key(text: str) -> UUID:
    """The number of a scan; one that no scan has for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _page(shown: Receipt, user: User) -> dict[str, Any]:
    return {
        "receipt": shown,
        "state": shown.state,
        "lines": to_book(shown),
        "unknown": shown.scans.filter(sku=None, reviewed_at=None),
        "refused": refusal(policies.check_receive, shown, actor=user),
        "post_url": reverse("inventory:receipt-scans", args=[shown.reference]),
        "known_url": reverse("inventory:receipt-known", args=[shown.reference]),
    }


def _finish(
    request: HttpRequest,
    shown: Receipt,
    *,
    problem: str = "",
    refused: DomainError | None = None,
    stale: DomainError | None = None,
    status: int = 422,
) -> HttpResponse:
    user = person(request)
    shown = visible_receipt(request, shown.reference)
    page = _page(shown, user)
    over = isinstance(refused, MoreThanExpected)
    only_overrides = page["refused"] is not None and any(line.over for line in page["lines"])
    if only_overrides and not refusal(policies.check_book_in, shown, actor=user, override=True):
        page["refused"], over = None, True
    context = page | {
        "may_scan": refusal(policies.check_receive, shown, actor=user) is None,
        "sums": Totals.of(page["lines"]),
        "scans": waiting_scans(shown).count(),
        "damages": DAMAGES,
        "problem": problem or (refused.sentence if refused else ""),
        "typed": request.POST if problem else {},
        "override": over and user.may(policies.OVERRIDE),
        "asks": words_of(beyond(shown)) if over and not user.may(policies.OVERRIDE) else "",
        "conflict": _conflict(shown, stale) if stale else None,
        "found_url": _page_of_missing(shown, refused),
    }
    return render(request, "inventory/receipt_finish.html", context, status=status)


def _conflict(shown: Receipt, stale: DomainError) -> dict[str, Any]:
    """The summary below is drawn anew, from what was scanned and what has arrived by now."""
    return look_again(shown, stale, page=receipt_url(shown))


def _page_of_missing(shown: Receipt, refused: DomainError | None) -> str:
    """Where pieces that turned up after their loss are booked in; "" when that is not what is wrong."""
    page = kind_of(shown.kind).page
    return f"{page(shown)}#missing" if page and isinstance(refused, WrittenOffAsLost) else ""


class Totals:
    """The sums of a summary, and the words of its buttons."""

    def __init__(self, accepted: int, damaged: int, missing: int) -> None:
        self.accepted, self.damaged, self.missing = accepted, damaged, missing

    @classmethod
    def of(cls, lines: list[ToBook]) -> Totals:
        return cls(
            sum(line.scanned.accepted for line in lines),
            sum(line.scanned.damaged for line in lines),
            sum(line.missing for line in lines),
        )

    @property
    def arrived(self) -> str:
        """Such as "Receive 19, 1 damaged"."""
        words = [_("Receive %(n)s") % {"n": formats.quantity(self.accepted)}]
        if self.damaged:
            text = ngettext("%(n)s damaged", "%(n)s damaged", self.damaged)
            words.append(text % {"n": formats.quantity(self.damaged)})
        return ", ".join(words)

    @property
    def verb(self) -> str:
        """Such as "Receive 19, 1 damaged, 2 missing"."""
        if not self.missing:
            return self.arrived
        text = ngettext("%(n)s missing", "%(n)s missing", self.missing)
        return f"{self.arrived}, {text % {'n': formats.quantity(self.missing)}}"
