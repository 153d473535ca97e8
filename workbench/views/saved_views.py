"""Saving, renaming, sharing and deleting views of lists: a menu that htmx fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import is_fragment, signed_in
from accounts.models import Team, User
from accounts.queries import person
from kernel import clock
from kernel.errors import DomainError, refusal
from kernel.lists import lists
from workbench.models import DefaultView, SavedView
from workbench.once import acts_once
from workbench.policies import check_change_saved_view
from workbench.saved_views import ALL
from workbench.services import saved_views as commands

# Of those who open a list with a view, so many are named before it is deleted.
NAMED = 5


@require_GET
@signed_in
def menu(request: HttpRequest) -> HttpResponse:
    """What can be done with the view in hand."""
    return _menu(request, request.GET.get("list", ""), request.GET.get("view", ""))


@require_POST
@signed_in
@acts_once
def save(request: HttpRequest) -> HttpResponse:
    list_key, code = request.POST.get("list", ""), request.POST.get("team", "")
    team = get_object_or_404(Team, code=code) if code else None

    def act() -> SavedView:
        return commands.save_view(
            list_key=list_key,
            name=request.POST.get("name", ""),
            query=request.POST.get("query", "")[:2000],
            team=team,
            actor=person(request),
            at=clock.now(),
        )

    return _done(request, act, list_key)


@require_POST
@signed_in
@acts_once
def change(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One of: change, rename, delete, default, no-default."""
    actor, at = person(request), clock.now()
    name, query = request.POST.get("name", ""), request.POST.get("query", "")[:2000]
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: commands.change_saved_view(
            number=number, query=query, actor=actor, at=at
        ),
        "rename": lambda: commands.rename_saved_view(number=number, name=name, actor=actor, at=at),
        "delete": lambda: commands.delete_saved_view(number=number, actor=actor, at=at),
        "default": lambda: commands.set_default_view(number=number, actor=actor, at=at),
        "no-default": lambda: commands.clear_default_view(number=number, actor=actor, at=at),
    }
    stays = str(number) if verb != "delete" else ALL
    return _done(request, acts[verb], request.POST.get("list", ""), stays)


def _done(
    request: HttpRequest, act: Callable[[], object], list_key: str, view: str = ""
) -> HttpResponse:
    """Back to the list with the view; a refusal shows in the menu, with what was typed."""
    try:
        made = act()
    except DomainError as error:
        if not is_fragment(request):
            raise
        return _menu(request, list_key, view, error)
    stays = view or str(made.pk if isinstance(made, SavedView) else "")
    page = f"{reverse(lists[list_key].url_name)}?view={stays}"
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": page})
    return redirect(page)


def _users_of(view: SavedView | None, user: User) -> dict[str, Any]:
    """Who else opens the list with a view: some by name, and how many more."""
    if view is None:
        return {"used_by": 0}
    others = view.default_of.exclude(user=user).order_by("user__name")
    number = others.count()
    names = [str(row.user) for row in others.select_related("user")[:NAMED]]
    return {"used_by": number, "users": ", ".join(names), "more_users": number - len(names)}


def _menu(
    request: HttpRequest, list_key: str, number: str, error: DomainError | None = None
) -> HttpResponse:
    user = person(request)
    views = SavedView.objects.visible_to(user).of_list(list_key).select_related("owner", "team")
    view = views.filter(pk=int(number)).first() if number.isdecimal() else None
    query = request.POST.get("query", request.GET.get("query", ""))[:2000]
    context = {
        "view": view,
        "list_key": list_key,
        "query": query,
        "changed": view is not None and query != view.query,
        "refused": refusal(check_change_saved_view, view, actor=user) if view else None,
        "is_default": view is not None
        and DefaultView.objects.filter(user=user, view=view).exists(),
        **_users_of(view, user),
        "teams": user.teams.all() if user.may("views.share") else (),
        "name": request.POST.get("name", ""),
        "error": error,
    }
    status = error.http_status if error else 200
    return render(request, "workbench/_view_menu.html", context, status=status)
