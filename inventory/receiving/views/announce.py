"""Announce a delivery."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.queries import chosen_scope, person
from inventory.receiving.forms import ReceiptForm
from inventory.receiving.services import announce_delivery
from inventory.receiving.tables import receipt_url
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import attempt


@require_http_methods(["GET", "POST"])
@requires("receipts.import")
@answers_refusals
@acts_once
def receipt_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = ReceiptForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(
            form, lambda asked: announce_delivery(**asked, actor=actor, at=now())
        )
        if made is not None:
            messages.success(request, _("%(text)s is expected.") % {"text": made})
            return redirect(receipt_url(made))
    context = {
        "form": form,
        "title": _("Announce a delivery"),
        "lead": _("A purchase order is put on order; an advance notice only says what comes."),
        "verb": _("Announce the delivery"),
        "back": reverse("inventory:receipts"),
    }
    return render(request, "inventory/command.html", context, status=status)
