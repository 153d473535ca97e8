"""SKUs: the list, one SKU, a new one, its name and place in the category tree."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import chosen_scope, person
from inventory.catalog.files import SKU_FILE
from inventory.catalog.filters import SkuFilter
from inventory.catalog.forms import ChangeSkuForm, SkuForm
from inventory.catalog.models import CostPrice, Sku
from inventory.catalog.panels import sku_panels
from inventory.catalog.queries import pages
from inventory.catalog.services.skus import change_sku, create_sku
from inventory.catalog.tables import SkuTable, sku_url
from inventory.catalog.views.edit import edit_page
from inventory.catalog.views.lifecycle import dialogs_of, sku_actions
from inventory.catalog.views.visible import visible_sku
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView
from workbench.formats import day
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.trail.lines import subject_trail


class SkuList(ListView[Sku]):
    key = "inventory.skus"
    permission = "catalog.view"
    export_permission = "catalog.view"
    api_scope = "catalog:read"
    title = gettext_lazy("SKUs")
    url_name = "inventory:skus"
    template_name = "inventory/skus.html"
    filterset_class = SkuFilter
    table_class = SkuTable
    default_sort = "name"
    file_form = SKU_FILE
    pinned: ClassVar = ("q", "lifecycle")
    empty_icon = "box"
    empty_title = gettext_lazy("No SKUs yet")
    empty_text = gettext_lazy("Import a file of SKUs, or make the first one.")
    no_match_title = gettext_lazy("No SKUs match these filters")

    def rows(self) -> QuerySet[Sku]:
        begun = CostPrice.objects.begun(now())
        prices = begun.filter(sku=OuterRef("pk"), kind=CostPrice.Kind.RETAIL)
        rows = Sku.objects.visible_to(self.principal).select_related("network", "category")
        return rows.annotate(price=Subquery(prices.order_by("-valid_from").values("amount")[:1]))


@require_GET
@requires("catalog.view")
def sku(request: HttpRequest, code: str) -> HttpResponse:
    shown, user = visible_sku(request, code), person(request)
    return render(request, "inventory/sku.html", _page(request, shown, user))


def _page(request: HttpRequest, shown: Sku, user: User) -> dict[str, Any]:
    at = now()
    amounts = pages.amounts_of(shown, shown.network.day_at(at))
    steps = sku_actions(shown, actor=user, at=at)
    return {
        "sku": shown,
        "state": shown.state,
        "chain": pages.category_chain(shown.category),
        "rules": pages.sku_rules(shown),
        "main_panels": sku_panels.main(request, shown),
        "side_panels": sku_panels.side(request, shown),
        "identifiers": shown.identifiers.all(),
        "units": shown.units.all(),
        "recipes": pages.recipes_of(shown, at) if shown.is_kit else [],
        "kits": [] if shown.is_kit else pages.kits_with(shown, at),
        "substitutes": pages.substitutes_of(shown),
        "costs": amounts[CostPrice.Kind.COST],
        "prices": amounts[CostPrice.Kind.RETAIL],
        "currency": shown.network.currency,
        "hide_cost": not user.may("value.view"),
        "may_change": user.may("catalog.change"),
        "actions": steps,
        "dialogs": dialogs_of(steps, shown.code),
        "facts": _facts(shown),
        "trail": subject_trail(Sku._meta.label_lower, str(shown.pk)),
    }


def _facts(shown: Sku) -> list[tuple[Any, ...]]:
    return [
        (_("Network"), shown.network.name),
        (_("Category"), shown.category.name if shown.category else None),
        (_("Kind"), shown.get_kind_display()),
        (_("Counted in"), shown.get_base_unit_display()),
        (_("Made"), day(shown.created_at.date(), now().date())),
        *(
            (name.replace("_", " ").capitalize(), str(text))
            for name, text in shown.attributes.items()
        ),
    ]


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def sku_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = SkuForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(form, lambda data: create_sku(**data, actor=actor, at=now()))
        if made is not None:
            messages.success(request, _("%(code)s made, as a draft.") % {"code": made.code})
            return redirect(sku_url(made))
    context = {
        "form": form,
        "title": _("New SKU"),
        "lead": _("It starts as a draft: activate it when it may be sold, bought and moved."),
        "verb": _("Make the SKU"),
        "back": reverse("inventory:skus"),
    }
    return render(request, "inventory/command.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def sku_change(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = visible_sku(request, code), person(request)
    current = {
        "name": shown.name,
        "category": shown.category.code if shown.category else "",
        "version": shown.version,
    }
    return edit_page(
        request,
        ChangeSkuForm(request.POST or None, initial=current, sku=shown),
        lambda data: change_sku(code=shown.code, actor=actor, at=now(), **data),
        subject=shown,
        current=current,
        title=_("Change %(code)s") % {"code": shown.code},
        verb=_("Save the SKU"),
        back=sku_url(shown),
        done=_("SKU saved."),
    )
