"""Saving, renaming, sharing and deleting views of lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import signed_in
from accounts.queries import person
from workbench.models import SavedView


@require_GET
@signed_in
def menu(request: HttpRequest) -> HttpResponse:
    """What can be done with the view in hand."""
    user, list_key = person(request), request.GET.get("list", "")
    number = request.GET.get("view", "")
    views = SavedView.objects.visible_to(user).of_list(list_key)
    view = views.filter(pk=int(number)).first() if number.isdecimal() else None
    query = request.GET.get("query", "")
    context = {
        "view": view,
        "list_key": list_key,
        "query": query,
        "may_share": user.may("views.share"),
    }
    return render(request, "workbench/_view_menu.html", context)
