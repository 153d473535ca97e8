"""What belongs to a SKU: identifiers, units, recipe, substitutes, costs and prices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.catalog.forms import (
    AmountForm,
    IdentifierForm,
    RecipeForm,
    SubstitutesForm,
    UnitForm,
)
from inventory.catalog.queries import pages, recipe_at
from inventory.catalog.services.codes import (
    add_identifier,
    remove_identifier,
    remove_unit_conversion,
    set_unit_conversion,
)
from inventory.catalog.services.composition import set_recipe, set_substitutes, withdraw_recipe
from inventory.catalog.services.money import set_cost, set_price
from inventory.catalog.tables import sku_url
from inventory.catalog.views.edit import edit_page
from inventory.catalog.views.visible import visible_sku
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import command_page

COMMAND = "inventory/command.html"


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def identifier_add(request: HttpRequest, code: str) -> HttpResponse:
    sku, actor = visible_sku(request, code), person(request)
    return command_page(
        request,
        IdentifierForm(request.POST or None, sku=sku),
        lambda data: add_identifier(code=sku.code, actor=actor, at=now(), **data),
        title=_("Add a barcode or number to %(code)s") % {"code": sku.code},
        verb=_("Add the number"),
        back=sku_url(sku),
        done=_("Number added."),
        template=COMMAND,
    )


@require_POST
@requires("catalog.change")
@answers_refusals
@acts_once
def identifier_remove(request: HttpRequest, code: str) -> HttpResponse:
    sku = visible_sku(request, code)
    value = request.POST.get("value", "")
    remove_identifier(code=sku.code, value=value, actor=person(request), at=now())
    messages.success(request, _("%(value)s removed.") % {"value": value})
    return redirect(sku_url(sku))


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def unit_set(request: HttpRequest, code: str) -> HttpResponse:
    sku, actor = visible_sku(request, code), person(request)
    given = {"unit": request.GET.get("unit", "")[:20]}
    return command_page(
        request,
        UnitForm(request.POST or None, initial=given),
        lambda data: set_unit_conversion(code=sku.code, actor=actor, at=now(), **data),
        title=_("Unit of %(code)s") % {"code": sku.code},
        lead=_("Events that name the unit are converted with it from now on."),
        verb=_("Save the unit"),
        back=sku_url(sku),
        done=_("Unit saved."),
        template=COMMAND,
    )


@require_POST
@requires("catalog.change")
@answers_refusals
@acts_once
def unit_remove(request: HttpRequest, code: str) -> HttpResponse:
    sku = visible_sku(request, code)
    unit = request.POST.get("unit", "")
    remove_unit_conversion(code=sku.code, unit=unit, actor=person(request), at=now())
    messages.success(request, _("Unit %(unit)s removed.") % {"unit": unit})
    return redirect(sku_url(sku))


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def recipe_set(request: HttpRequest, code: str) -> HttpResponse:
    sku, actor, at = visible_sku(request, code), person(request), now()
    lines = "\n".join(f"{line.code} x {line.quantity}" for line in recipe_at(sku.pk, at))
    current = {"components": lines, "version": sku.version}
    form = RecipeForm(request.POST or None, initial=current)

    def command(data: dict[str, Any]) -> object:
        starts, facts = form.starts_or(at), {"version": data["version"]}
        parts = data["components"]
        return set_recipe(
            code=sku.code, components=parts, starts=starts, actor=actor, at=at, **facts
        )

    return edit_page(
        request,
        form,
        command,
        subject=sku,
        current=current,
        title=_("Recipe of %(code)s") % {"code": sku.code},
        lead=_("What was sold before it holds stays as the old recipe had it."),
        verb=_("Set the recipe"),
        back=sku_url(sku),
        done=_("Recipe set."),
    )


@require_POST
@requires("catalog.change")
@answers_refusals
@acts_once
def recipe_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    sku = visible_sku(request, code)
    withdraw_recipe(code=sku.code, actor=person(request), at=now())
    messages.success(request, _("The coming recipe is withdrawn."))
    return redirect(sku_url(sku))


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def substitutes_set(request: HttpRequest, code: str) -> HttpResponse:
    sku, actor = visible_sku(request, code), person(request)
    codes = [row.instead.code for row in pages.substitutes_of(sku)]
    current = {"instead": "\n".join(codes), "version": sku.version}
    return edit_page(
        request,
        SubstitutesForm(request.POST or None, initial=current),
        lambda data: set_substitutes(code=sku.code, actor=actor, at=now(), **data),
        subject=sku,
        current=current,
        title=_("Substitutes of %(code)s") % {"code": sku.code},
        verb=_("Set the substitutes"),
        back=sku_url(sku),
        done=_("Substitutes set."),
    )


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def amount_set(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    sku, actor = visible_sku(request, code), person(request)
    set_amount, title = {
        "cost": (set_cost, _("Standard cost of %(code)s")),
        "price": (set_price, _("Retail price of %(code)s")),
    }[kind]
    initial = {"valid_from": sku.network.day_at(now())}
    return command_page(
        request,
        AmountForm(request.POST or None, initial=initial, currency=sku.network.currency),
        lambda data: set_amount(code=sku.code, actor=actor, at=now(), **data),
        title=title % {"code": sku.code},
        lead=_("The same day again corrects it. Requests keep the amount they were made with."),
        verb=_("Set the amount"),
        back=f"{reverse('inventory:sku', args=[sku.code])}#money",
        done=_("Amount set."),
        template=COMMAND,
    )
