"""Saving, renaming, sharing and deleting views of lists: a menu that htmx fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from workbench.selection import whole_of
from workbench.services import saved_views as commands
from workbench.undo import undo_url

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


# What is said of a view once its verb is done.
SAID = {
    "change": gettext_lazy("The view %(view)s is changed."),
    "rename": gettext_lazy("The view is called %(view)s now."),
    "delete": gettext_lazy("The view %(view)s is deleted."),
    "default": gettext_lazy("The list opens with %(view)s now."),
    "no-default": gettext_lazy("The list opens whole again."),
}


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
    stays, list_key = str(number) if verb != "delete" else ALL, request.POST.get("list", "")
    view = SavedView.objects.visible_to(actor).filter(pk=number).first()
    back = _way_back(verb, view, actor)
    answer = _done(request, acts[verb], list_key, stays)
    if answer.status_code < 400:
        called = name if verb == "rename" else view
        messages.success(request, str(SAID[verb] % {"view": called}), extra_tags=back)
    return answer


def _way_back(verb: str, view: SavedView | None, user: User) -> str:
    """What Undo does: asked before the verb is done. Nothing brings a deleted view back."""
    if view is None or verb == "delete":
        return ""
    if verb == "change":
        return undo_url("view-change", number=view.pk, query=view.query)
    if verb == "rename":
        return undo_url("view-rename", number=view.pk, name=view.name)
    default = DefaultView.objects.filter(user=user, list_key=view.list_key).first()
    if default is None:
        return undo_url("view-no-default", number=view.pk)
    return undo_url("view-default", number=default.view_id)


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
    if not view and isinstance(made, SavedView):
        back = undo_url("view-delete", number=made.pk)
        said = _("The view %(view)s is saved.") % {"view": made}
        messages.success(request, said, extra_tags=back)
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
    view = views.filter(pk=whole_of(number) or 0).first()
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
