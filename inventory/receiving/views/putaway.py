"""Put a delivery on the shelf, by scan or by number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from inventory.catalog.forms import ungrouped
from inventory.catalog.models import Sku
from inventory.catalog.queries.scans import scanned_codes
from inventory.receiving import policies
from inventory.receiving.models import Receipt
from inventory.receiving.queries.sums import LineSums, SkuSums, line_sums, sums_of
from inventory.receiving.services import put_away
from inventory.receiving.tables import receipt_url
from inventory.receiving.views.visible import visible_receipt
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation, refusal
from workbench import formats
from workbench.once import acts_once
from workbench.scanning import Scan, ScanAnswer, answer_scans
from workbench.selection import version_sent


@require_http_methods(["GET", "POST"])
@requires("receipts.view")
@answers_refusals
@acts_once
def receipt_putaway(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_receipt(request, reference)
    if request.method == "GET":
        return _page(request, shown)
    waiting = [line for line in line_sums(shown) if line.to_put_away]
    try:
        asked = [(line.sku, _typed(request, line)) for line in waiting]
        lines = [(sku, quantity) for sku, quantity in asked if quantity]
        put_away(
            receipt_id=shown.pk,
            lines=lines,
            actor=person(request),
            at=now(),
            version=version_sent(request),
        )
    except ValueError:
        return _page(request, shown, problem=_("Write whole numbers."), status=422)
    except (RuleViolation, Conflict) as error:
        return _page(request, shown, problem=error.sentence, status=error.http_status)
    units = sum(quantity for _sku, quantity in lines)
    words = ngettext("%(n)s unit put away.", "%(n)s units put away.", units)
    messages.success(request, words % {"n": formats.quantity(units)})
    return redirect(receipt_url(shown))


@require_POST
@requires("receipts.view")
def receipt_putaway_scans(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = visible_receipt(request, reference), person(request)
    return answer_scans(request, lambda scan: _shelved(shown, scan, user), page=f"away-{shown.pk}")


def _shelved(shown: Receipt, scan: Scan, user: User) -> ScanAnswer:
    """Each scan puts away at once: the piece is on the shelf."""
    named = scanned_codes([scan.lookup]).get(scan.lookup)
    sku = Sku.objects.filter(pk=named.sku_id).first() if named else None
    if named is None or sku is None:
        return ScanAnswer("wrong", _("Unknown code"), scan.code)
    pieces = scan.pieces * named.factor
    put_away(receipt_id=shown.pk, lines=[(sku, pieces)], actor=user, at=scan.at)
    left = (sums_of(shown).get(sku.pk) or SkuSums()).to_put_away
    title = ngettext("%(n)s put away", "%(n)s put away", pieces) % {"n": formats.quantity(pieces)}
    item = scan.item(sku.code, sku.name, named.factor)
    return ScanAnswer("ok", title, _("%(n)s left") % {"n": formats.quantity(left)}, item=item)


def _typed(request: HttpRequest, line: LineSums) -> int:
    text = str(ungrouped(request.POST.get(f"n-{line.sku.pk}", "") or "0")).strip()
    if len(text) > 10:
        raise ValueError(text)
    return int(text)


def _page(
    request: HttpRequest, shown: Receipt, *, problem: str = "", status: int = 200
) -> HttpResponse:
    lines = [line for line in line_sums(shown) if line.to_put_away]
    context: dict[str, Any] = {
        "receipt": shown,
        "lines": lines,
        "units": sum(line.to_put_away for line in lines),
        "problem": problem,
        "refused": refusal(policies.check_may_receive, shown, actor=person(request)),
        "post_url": reverse("inventory:receipt-putaway-scans", args=[shown.reference]),
        "known_url": reverse("inventory:receipt-known", args=[shown.reference]),
    }
    return render(request, "inventory/receipt_putaway.html", context, status=status)
