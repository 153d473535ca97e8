"""Categories: the tree as a list, a new one, another name, another place; suggestions for forms."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.queries import chosen_scope, person
from inventory.catalog.filters import CategoryFilter
from inventory.catalog.forms import CategoryForm, MoveCategoryForm, RenameCategoryForm
from inventory.catalog.models import Category
from inventory.catalog.models.sku import networks_of
from inventory.catalog.services.categories import (
    create_category,
    move_category,
    rename_category,
)
from inventory.catalog.tables import CategoryTable
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView
from kernel.plain import clean_text
from workbench.once import acts_once
from workbench.people.acts import attempt, command_page

SUGGESTED = 20
COMMAND = "inventory/command.html"


class CategoryList(ListView[Category]):
    key = "inventory.categories"
    permission = "catalog.view"
    export_permission = "catalog.view"
    api_scope = "catalog:read"
    title = gettext_lazy("Categories")
    url_name = "inventory:categories"
    template_name = "inventory/categories.html"
    filterset_class = CategoryFilter
    table_class = CategoryTable
    default_sort = "name"
    pinned: ClassVar = ("q",)
    empty_icon = "tag"
    empty_title = gettext_lazy("No categories yet")
    empty_text = gettext_lazy("Make the first one, or let an import of SKUs make them.")
    no_match_title = gettext_lazy("No categories match these filters")

    def rows(self) -> QuerySet[Category]:
        rows = Category.objects.filter(network_id__in=networks_of(self.principal))
        return rows.select_related("network", "parent").annotate(skus=Count("sku"))


@require_GET
@requires("catalog.view")
def category_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for what was typed, as the options of a list."""
    text = clean_text(
        (request.GET.get("category") or request.GET.get("parent") or "").strip(), longest=80
    )
    rows = Category.objects.filter(network_id__in=networks_of(person(request)))
    found = rows.filter(Q(code__icontains=text) | Q(name__icontains=text)) if text else rows
    return render(request, "inventory/_category_options.html", {"rows": found[:SUGGESTED]})


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def category_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = CategoryForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(form, lambda data: create_category(**data, actor=actor, at=now()))
        if made is not None:
            messages.success(request, _("Category %(code)s made.") % {"code": made.code})
            return redirect("inventory:categories")
    context = {
        "form": form,
        "title": _("New category"),
        "verb": _("Make the category"),
        "back": reverse("inventory:categories"),
    }
    return render(request, COMMAND, context, status=status)


def _one(request: HttpRequest, number: int) -> Category:
    rows = Category.objects.filter(network_id__in=networks_of(person(request)))
    return get_object_or_404(rows.select_related("network", "parent"), pk=number)


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def category_rename(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    return command_page(
        request,
        RenameCategoryForm(request.POST or None, initial={"name": shown.name}),
        lambda data: rename_category(
            network=shown.network, code=shown.code, actor=actor, at=now(), **data
        ),
        title=_("Rename %(code)s") % {"code": shown.code},
        verb=_("Save the name"),
        back=reverse("inventory:categories"),
        done=_("Category renamed."),
        whole=True,
        template=COMMAND,
    )


@require_http_methods(["GET", "POST"])
@requires("catalog.change")
@answers_refusals
@acts_once
def category_move(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    initial = {"parent": shown.parent.code if shown.parent else ""}
    return command_page(
        request,
        MoveCategoryForm(request.POST or None, initial=initial, network_id=shown.network_id),
        lambda data: move_category(
            network=shown.network, code=shown.code, actor=actor, at=now(), **data
        ),
        title=_("Move %(code)s") % {"code": shown.code},
        lead=_("Everything below it moves along. Empty: to the top."),
        verb=_("Move the category"),
        back=reverse("inventory:categories"),
        done=_("Category moved."),
        whole=True,
        template=COMMAND,
    )
