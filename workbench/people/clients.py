"""Screens of API clients: list, one client, its tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import ApiClient, ApiRefusal, ApiToken
from accounts.people import visible_clients
from accounts.policies import clients as policies
from accounts.queries import chosen_scope, person
from accounts.scopes import SCOPES
from accounts.services import (
    change_client,
    create_client,
    disable_client,
    enable_client,
    revoke_token,
    rotate_token,
)
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from kernel.lists import ListView
from workbench.once import acts_once, answers_once
from workbench.people.acts import attempt, command_page
from workbench.people.filters import ClientFilter
from workbench.people.forms import ChangeClientForm, ClientForm, ReasonForm
from workbench.people.tables import ClientTable
from workbench.trail.lines import subject_trail

REFUSALS_SHOWN = 20
REFUSED_FOR = timedelta(days=7)


class ClientList(ListView[ApiClient]):
    key = "accounts.clients"
    permission = "clients.view"
    title = gettext_lazy("API clients")
    url_name = "accounts:clients"
    template_name = "accounts/clients.html"
    filterset_class = ClientFilter
    table_class = ClientTable
    default_sort = "name"
    pinned: ClassVar = ("source", "active")
    empty_icon = "plug"
    empty_title = gettext_lazy("No API clients yet")
    empty_text = gettext_lazy("A client is another system that reports events or reads stock.")
    no_match_title = gettext_lazy("No clients match these filters")

    def rows(self) -> QuerySet[ApiClient]:
        at = now()
        tokens = ApiToken.objects.filter(client=OuterRef("pk")).order_by()
        live = tokens.live(at).order_by("-expires_at").values("expires_at")[:1]
        used = tokens.order_by("-last_used_at").filter(last_used_at__isnull=False)
        since = (at - REFUSED_FOR).date()
        tally = ApiRefusal.objects.filter(client=OuterRef("pk"), day__gte=since).order_by()
        times = tally.values("client").annotate(n=Sum("times")).values("n")
        return visible_clients(self.principal).annotate(
            token=Subquery(live),
            last_used=Subquery(used.values("last_used_at")[:1]),
            refused=Coalesce(Subquery(times, output_field=IntegerField()), 0),
        )


def _one(request: HttpRequest, number: int) -> ApiClient:
    return get_object_or_404(visible_clients(person(request)), pk=number)


@require_GET
@requires("clients.view")
def client(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "accounts/client.html", _page(_one(request, number), request))


def _page(shown: ApiClient, request: HttpRequest) -> dict[str, Any]:
    viewer, at = person(request), now()
    return {
        "client": shown,
        "facts": _facts(shown),
        "scopes": [(scope, SCOPES.get(scope, "")) for scope in shown.scopes],
        "tokens": [(token, token.is_live(at)) for token in shown.tokens.all()],
        "refusals": shown.refusals.all()[:REFUSALS_SHOWN],
        "may_manage": viewer.may("clients.manage"),
        "change_refusal": refusal(policies.check_change_client, shown, actor=viewer),
        "rotate_refusal": refusal(policies.check_rotate_token, shown, actor=viewer, at=at),
        "reach_refusal": refusal(policies.check_reaches_client, viewer, shown.place),
        "trail": subject_trail(ApiClient._meta.label_lower, str(shown.pk)),
    }


def _facts(shown: ApiClient) -> list[tuple[Any, ...]]:
    sees = f"{shown.place.code} {shown.place.name}" if shown.place else _("Everything")
    return [
        (_("Source"), shown.source_code),
        (_("Sees"), sees),
        (_("Calls per minute"), f"{shown.calls_per_minute:,}"),
        (_("Made by"), shown.created_by.name if shown.created_by else _("the shell")),
    ]


@require_http_methods(["GET", "POST"])
@requires("clients.manage")
@answers_refusals
@answers_once
def client_new(request: HttpRequest) -> HttpResponse:
    """Shows the token in the answer itself: nothing keeps it, so nothing can show it again."""
    actor, scope, status = person(request), chosen_scope(request).place, 200
    initial = {"place": scope.code if scope else ""}
    form = ClientForm(request.POST or None, principal=actor, initial=initial)
    if request.method == "POST":
        made, status = attempt(form, lambda data: create_client(**data, actor=actor, at=now()))
        if made is not None:
            return _show_once(request, *made)
    return render(request, "accounts/client_new.html", {"form": form}, status=status)


@require_POST
@requires("clients.manage")
@answers_refusals
@answers_once
def client_rotate(request: HttpRequest, number: int) -> HttpResponse:
    shown = _one(request, number)
    _token, text = rotate_token(client_id=shown.pk, actor=person(request), at=now())
    return _show_once(request, shown, text)


def _show_once(request: HttpRequest, shown: ApiClient, text: str) -> HttpResponse:
    answer = render(request, "accounts/token_once.html", {"client": shown, "token": text})
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@requires("clients.manage")
@answers_refusals
@acts_once
def token_revoke(request: HttpRequest, number: int, token: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    row = get_object_or_404(shown.tokens, pk=token)
    return command_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: revoke_token(token_id=row.pk, actor=actor, at=now(), **data),
        title=_("Revoke the token … %(last4)s?") % {"last4": row.last4},
        lead=_("Calls with it are refused within two seconds. This cannot be taken back."),
        verb=_("Revoke the token"),
        back=reverse("accounts:client", args=[shown.pk]),
        done=_("Token revoked."),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
@requires("clients.manage")
@answers_refusals
@acts_once
def client_change(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    initial = {"scopes": shown.scopes, "calls_per_minute": shown.calls_per_minute}
    return command_page(
        request,
        ChangeClientForm(request.POST or None, initial=initial),
        lambda data: change_client(client_id=shown.pk, actor=actor, at=now(), **data),
        title=_("What %(name)s may do") % {"name": shown.name},
        lead=_("It holds from the client's next call on."),
        verb=_("Save the client"),
        back=reverse("accounts:client", args=[shown.pk]),
        done=_("Client saved."),
        whole=True,
    )


@require_http_methods(["GET", "POST"])
@requires("clients.manage")
@answers_refusals
@acts_once
def client_disable(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    return command_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: disable_client(client_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Switch %(name)s off?") % {"name": shown.name},
        lead=_("Its calls are refused within two seconds, until it is switched on again."),
        verb=_("Switch the client off"),
        back=reverse("accounts:client", args=[shown.pk]),
        done=_("Client switched off."),
        danger=True,
    )


@require_POST
@requires("clients.manage")
@answers_refusals
@acts_once
def client_enable(request: HttpRequest, number: int) -> HttpResponse:
    shown = _one(request, number)
    enable_client(client_id=shown.pk, actor=person(request), at=now())
    messages.success(request, _("Client switched on."))
    return redirect("accounts:client", shown.pk)
