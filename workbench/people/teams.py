"""Screens of teams: people who share queues."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.models import Team
from accounts.people import visible_people
from accounts.policies.base import check_right
from accounts.queries import person
from accounts.services import save_team
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from kernel.lists import ListView
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.people.forms import TeamForm
from workbench.people.tables import TeamTable
from workbench.trail.lines import subject_trail


class TeamFilter(filters.FilterSet):
    q = filters.CharFilter(label=gettext_lazy("Name"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = Team
        fields: list[str] = []


class TeamList(ListView[Team]):
    key = "accounts.teams"
    permission = "users.view"
    title = gettext_lazy("Teams")
    url_name = "accounts:teams"
    template_name = "accounts/teams.html"
    filterset_class = TeamFilter
    table_class = TeamTable
    default_sort = "name"
    empty_icon = "user"
    empty_title = gettext_lazy("No teams yet")
    empty_text = gettext_lazy("A team is people who share a queue of work.")
    no_match_title = gettext_lazy("No teams match these filters")

    def rows(self) -> QuerySet[Team]:
        return Team.objects.annotate(size=Count("members"))


@require_http_methods(["GET", "POST"])
@requires("users.view")
@answers_refusals
@acts_once
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Name and members; those outside of one's own places are counted, not named."""
    shown = get_object_or_404(Team, code=code)
    members = list(visible_people(person(request)).filter(teams=shown).order_by("name"))
    form = TeamForm(
        request.POST or None,
        principal=person(request),
        initial=TeamForm.initial_of(shown, members),
    )
    hidden = shown.members.count() - len(members)
    return _edit(request, form, shown, members=members, hidden=hidden)


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def team_new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, principal=person(request))
    return _edit(request, form, None, members=[], hidden=0)


def _edit(request: HttpRequest, form: TeamForm, known: Team | None, **context: Any) -> HttpResponse:
    actor, status = person(request), 200
    if request.method == "POST":
        check_right(actor, "users.manage")
        saved, status = attempt(form, lambda data: _save(data, known, request))
        if saved is not None:
            messages.success(request, _("Team saved."))
            return redirect("accounts:team", saved.code)
    context |= {
        "form": form,
        "team": known,
        "refusal": refusal(check_right, actor, "users.manage"),
        "trail": subject_trail(Team._meta.label_lower, str(known.pk)) if known else [],
    }
    return render(request, "accounts/team.html", context, status=status)


def _save(data: dict[str, Any], known: Team | None, request: HttpRequest) -> Team:
    """Members one does not see stay: the form never listed them."""
    actor = person(request)
    members = list(data["members"])
    if known is not None:
        seen = visible_people(actor).filter(teams=known).values("pk")
        members += list(known.members.exclude(pk__in=seen))
    return save_team(
        team_id=known.pk if known else None,
        code=data["code"],
        name=data["name"],
        members=members,
        actor=actor,
        at=now(),
    )
