"""The scan screen of a shelf: works without network, and never says what the books expect."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.catalog.forms import ungrouped
from inventory.catalog.models import Sku
from inventory.counts.models import Count, CountPart
from inventory.counts.pages import (
    PER_PAGE,
    known_codes_of,
    scan_page,
    shelf_numbers,
    shelf_skus,
)
from inventory.counts.services import (
    Answer,
    Finished,
    Scan,
    correct_part,
    finish_part,
    set_quantity,
    start_session,
    take_scans,
)
from inventory.counts.services.scanning import MOST
from inventory.counts.tables import count_url
from inventory.counts.views.loading import count_or_404, part_or_404
from kernel.clock import now
from kernel.errors import Conflict, DomainError
from workbench.conflicts import look_again
from workbench.errors import ScansUnreadable
from workbench.once import acts_once
from workbench.scanning import Scan as Text
from workbench.scanning import ScanAnswer, known_codes, read_scans, results
from workbench.selection import version_sent


@require_GET
@requires("counts.count")
def count_scan(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead to the shelf one is counting, else to the first one that is open."""
    count = count_or_404(request, reference)
    opened = count.parts.filter(status=CountPart.Status.OPEN).order_by("number")
    mine = opened.filter(sessions__ended_at__isnull=True, sessions__counter=person(request))
    part = mine.first() or opened.first()
    if part is None:
        return redirect(count_url(count))
    return redirect("inventory:count-scan-shelf", count.reference, part.number)


@require_GET
@requires("counts.count")
def part_scan(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    count = count_or_404(request, reference)
    part = part_or_404(count, number)
    return render(request, "inventory/count_scan.html", scan_page(count, part, person(request)))


@require_POST
@requires("counts.count")
def part_start(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The page says that somebody stands before the shelf, also where no scan of theirs can come yet."""
    part = part_or_404(count_or_404(request, reference), number)
    start_session(part_id=part.pk, actor=person(request), at=now())
    return HttpResponse(status=204)


@require_POST
@requires("counts.count")
def part_scans(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take what the device sends; each scan is kept once, however often it comes."""
    part = part_or_404(count_or_404(request, reference), number)
    try:
        sent = read_scans(request)
    except ScansUnreadable as error:
        return JsonResponse({"error": error.sentence}, status=error.http_status)
    scans = [Scan(one.id, one.lookup[:80], one.pieces, one.at) for one in sent]
    try:
        answers = take_scans(part_id=part.pk, scans=scans, actor=person(request), at=now())
    except DomainError as error:
        return JsonResponse({"results": [_refused(one, error) for one in scans]})
    texts = {one.id: one for one in sent}
    return results([(one.id, _answer(one, texts[one.id])) for one in answers])


def _answer(one: Answer, scan: Text) -> ScanAnswer:
    title = "" if one.status == "ok" and not one.text else one.text or one.title
    item = scan.item(one.sku, one.title, one.factor) if one.sku else None
    return ScanAnswer(one.status, title, one.detail, one.count, item)


def _refused(scan: Scan, error: DomainError) -> dict[str, Any]:
    """Kept by the device under Review, with the sentence."""
    said = {"id": str(scan.id), "status": "wrong", "title": "", "detail": error.sentence}
    return {**said, "count": None, "item": None, "refused": True, "again": True}


@require_GET
@requires("counts.count")
def part_known(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    part = part_or_404(count_or_404(request, reference), number)
    return known_codes(known_codes_of(part))


@require_POST
@requires("counts.count")
@acts_once
def part_finish(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    count, user = count_or_404(request, reference), person(request)
    part = part_or_404(count, number)
    try:
        done = finish_part(
            part_id=part.pk,
            is_complete=request.POST.get("complete") == "yes",
            version=version_sent(request),
            actor=user,
            at=now(),
        )
    except Conflict as error:
        here = reverse("inventory:count-scan-shelf", args=[count.reference, number])
        shown = scan_page(count, part, user) | {"conflict": look_again(count, error, page=here)}
        return render(request, "inventory/count_scan.html", shown, status=error.http_status)
    messages.success(request, _said(done))
    return redirect(count_url(count))


def _said(done: Finished) -> str:
    if done.still:
        words = ngettext(
            "Your part is in. %(who)s is still counting here.",
            "Your part is in. %(who)s are still counting here.",
            len(done.still),
        )
        return words % {"who": ", ".join(done.still)}
    return _("%(shelf)s finished.") % {"shelf": done.part.name}


@dataclass(frozen=True, slots=True)
class Number:
    """What is counted of a SKU, and what was typed over it."""

    sku: Sku
    total: int
    typed: str

    @property
    def name(self) -> str:
        return f"n-{self.sku.pk}"

    @property
    def quantity(self) -> int | None:
        """None for what is no whole number within what can be counted."""
        text = str(ungrouped(self.typed))
        number = int(text) if text.isdecimal() and len(text) < 10 else None
        return number if number is not None and number <= MOST else None

    @property
    def problem(self) -> str:
        if self.quantity is not None:
            return ""
        facts = {"sku": self.sku.name, "most": f"{MOST:,}"}
        return _("How many of %(sku)s? Write a whole number from 0 to %(most)s.") % facts


@require_http_methods(["GET", "POST"])
@requires("counts.count")
@acts_once
def part_correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Open a finished shelf again (POST without numbers), or set numbers of one's session."""
    count = count_or_404(request, reference)
    part = part_or_404(count, number)
    if request.method == "POST" and not part.is_open:
        correct_part(part_id=part.pk, actor=person(request), at=now())
        return redirect("inventory:count-correct", count.reference, part.number)
    if request.method == "POST":
        numbers = _typed(request, part)
        if any(one.problem for one in numbers):
            return _correct_page(request, count, part, numbers)
        changed = _set_numbers(request, part, numbers)
        words = ngettext("%(n)s number corrected.", "%(n)s numbers corrected.", changed)
        messages.success(request, words % {"n": changed})
        if "page" in request.GET:
            # A long shelf is corrected page by page.
            return redirect(request.get_full_path())
        return redirect("inventory:count-scan-shelf", count.reference, part.number)
    return _correct_page(request, count, part)


def _typed(request: HttpRequest, part: CountPart) -> list[Number]:
    """The numbers the page shows, as they were typed, each with what is wrong with it."""
    shown = [name[2:] for name in request.POST if name.startswith("n-") and name[2:].isdecimal()]
    skus = shelf_skus(part).filter(pk__in=[int(text) for text in shown if len(text) < 16])
    return [
        Number(sku, total, request.POST[f"n-{sku.pk}"].strip())
        for sku, total in shelf_numbers(part, skus)
    ]


def _set_numbers(request: HttpRequest, part: CountPart, numbers: list[Number]) -> int:
    """Each number that was changed on the page, as a correction of its own."""
    changed = [one for one in numbers if one.quantity not in {None, one.total}]
    for one in changed:
        _set(request, part, one.sku, one.quantity or 0)
    return len(changed)


def _correct_page(
    request: HttpRequest, count: Count, part: CountPart, wrong: list[Number] | None = None
) -> HttpResponse:
    """The numbers of a shelf; refused ones come back as they were typed, the first of them linked."""
    page = Paginator(shelf_skus(part), PER_PAGE).get_page(request.GET.get("page", ""))
    rows = wrong or [Number(sku, total, str(total)) for sku, total in shelf_numbers(part, page)]
    problem = next((one for one in rows if one.problem), None)
    context = {"count": count, "part": part, "rows": rows, "page": page, "problem": problem}
    status = 422 if problem else 200
    return render(request, "inventory/count_correct.html", context, status=status)


def _set(request: HttpRequest, part: CountPart, sku: Sku, quantity: int) -> None:
    set_quantity(
        part_id=part.pk,
        sku=sku,
        quantity=quantity,
        scan_id=uuid4(),
        actor=person(request),
        at=now(),
    )
