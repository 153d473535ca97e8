"""New and changed drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.queries import chosen_scope, person
from inventory.catalog.models import Location
from inventory.catalog.queries.search import find_locations
from inventory.transfers.errors import TransferChangedMeanwhile
from inventory.transfers.forms import TransferForm
from inventory.transfers.models import Transfer
from inventory.transfers.policies import CREATE, check_change_transfer
from inventory.transfers.services import change_transfer, create_transfer
from inventory.transfers.tables import transfer_url
from inventory.transfers.views.visible import visible_transfer
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation
from kernel.plain import clean_text
from workbench.conflicts import banner_of, differences
from workbench.once import acts_once
from workbench.people.acts import attempt

SUGGESTED = 10


@require_http_methods(["GET", "POST"])
@requires(CREATE)
@answers_refusals
@acts_once
def transfer_new(request: HttpRequest) -> HttpResponse:
    form, status = TransferForm(request.POST or None, initial=_asked(request)), 200
    if request.method == "POST":
        made, status = attempt(form, lambda data: _create(request, data))
        if made is not None:
            messages.success(request, _("%(row)s drafted.") % {"row": made})
            return redirect(transfer_url(made))
    return _page(request, form, status, title=_("New transfer"), verb=_("Save draft"))


@require_http_methods(["GET", "POST"])
@requires(CREATE)
@answers_refusals
@acts_once
def transfer_change(request: HttpRequest, reference: str) -> HttpResponse:
    transfer = visible_transfer(request, reference)
    check_change_transfer(transfer, actor=person(request))
    form = TransferForm(request.POST or None, initial=initial_of(transfer))
    status, more = 200, {"verb": _("Save draft")}
    if request.method == "POST":
        status, more = _change(request, transfer, form)
        if status == 200:
            messages.success(request, _("%(row)s saved.") % {"row": transfer})
            return redirect(transfer_url(transfer))
    title = _("Change %(row)s") % {"row": transfer}
    return _page(request, form, status, title=title, back=transfer_url(transfer), **more)


@require_GET
@requires(CREATE)
def location_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for what was typed, among the person's places and those they have moved stock with."""
    typed = request.GET.get("origin") or request.GET.get("destination") or ""
    scope = chosen_scope(request)
    moved = Transfer.objects.visible_to(scope)
    rows = Location.objects.filter(
        Q(pk__in=Location.objects.visible_to(scope).values("pk"))
        | Exists(moved.filter(from_location=OuterRef("pk")))
        | Exists(moved.filter(to_location=OuterRef("pk")))
    )
    found = [
        row
        for row, _exact in find_locations(rows, clean_text(typed.strip(), longest=40), SUGGESTED)
    ]
    return render(request, "inventory/_transfer_places.html", {"rows": found})


def initial_of(transfer: Transfer) -> dict[str, Any]:
    lines = transfer.lines.select_related("sku")
    return {
        "version": transfer.version,
        "origin": transfer.from_location.code,
        "destination": transfer.to_location.code,
        "reason": transfer.reason,
        "lines": "\n".join(f"{line.sku.code} x {line.asked}" for line in lines),
        "needed_by": transfer.needed_by,
        "words": transfer.note,
    }


def _asked(request: HttpRequest) -> dict[str, str]:
    """What a suggestion or a link fills in."""
    names = ("origin", "destination", "lines", "reason", "words")
    asked = {name: request.GET[name][:2000] for name in names if name in request.GET}
    own = list(Location.objects.visible_to(chosen_scope(request)).select_related("place")[:2])
    if not asked and len(own) == 1:
        # Whoever works at one place asks for it.
        asked["destination"] = own[0].code
    return asked


def _create(request: HttpRequest, data: dict[str, Any]) -> Transfer:
    return create_transfer(actor=person(request), at=now(), **_fields(data))


def _change(
    request: HttpRequest, transfer: Transfer, form: TransferForm
) -> tuple[int, dict[str, Any]]:
    """Run the command; a stale form comes back with what was typed and who was faster."""
    verb = {"verb": _("Save draft")}
    if not form.is_valid():
        return 422, verb
    try:
        change_transfer(
            reference=transfer.reference,
            version=form.cleaned_data["version"] or 0,
            actor=person(request),
            at=now(),
            **_fields(form.cleaned_data),
        )
    except TransferChangedMeanwhile as error:
        return error.http_status, _stale(transfer, form, error)
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return error.http_status, verb
    return 200, verb


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    names = ("origin", "destination", "reason", "lines", "needed_by", "words")
    return {name: data[name] for name in names}


def _stale(
    transfer: Transfer, form: TransferForm, error: TransferChangedMeanwhile
) -> dict[str, Any]:
    current = initial_of(Transfer.objects.named().get(pk=transfer.pk))
    page = transfer_url(transfer)
    return {
        "verb": _("Keep mine and save"),
        "conflict": banner_of(transfer, differences(form, current), see=f"{page}#history"),
        "version": error.facts["version"],
    }


def _page(
    request: HttpRequest, form: TransferForm, status: int, *, title: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": "/inventory/transfers/", **more}
    return render(request, "inventory/command.html", context, status=status)
