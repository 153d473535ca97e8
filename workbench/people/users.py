"""Screens of people: list, invite, one person and what may be done to them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.mail import send_invitation
from accounts.models import Invitation, SignIn, User
from accounts.people import people_for_list, visible_people
from accounts.queries import chosen_scope, person
from accounts.services import (
    change_places,
    change_roles,
    disable_user,
    enable_user,
    end_session,
    invite_user,
    reinvite_user,
    reset_second_factor,
)
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView, Preset
from workbench.once import acts_once
from workbench.people.acts import attempt, command_page
from workbench.people.filters import UserFilter
from workbench.people.forms import InviteForm, PlacesForm, ReasonForm, RolesForm
from workbench.people.person_page import person_page
from workbench.people.tables import UserTable


class UserList(ListView[User]):
    key = "accounts.users"
    permission = "users.view"
    title = gettext_lazy("People")
    url_name = "accounts:users"
    template_name = "accounts/users.html"
    filterset_class = UserFilter
    table_class = UserTable
    default_sort = "name"
    pinned: ClassVar = ("role", "place", "status")
    presets: ClassVar = (
        Preset(
            "invited",
            gettext_lazy("Invited"),
            "status=invited",
            empty_title=gettext_lazy("Nobody is invited"),
            empty_text=gettext_lazy("Whoever has not accepted yet appears here."),
        ),
        Preset(
            "disabled",
            gettext_lazy("Disabled"),
            "status=disabled",
            empty_title=gettext_lazy("Nobody is disabled"),
            empty_text=gettext_lazy("Whoever may not sign in any more appears here."),
        ),
    )
    empty_icon = "user"
    empty_title = gettext_lazy("Nobody works in these places yet")
    empty_text = gettext_lazy("Invite the first person by email.")
    no_match_title = gettext_lazy("No people match these filters")

    def rows(self) -> QuerySet[User]:
        return people_for_list(self.principal)


def _one(request: HttpRequest, number: int) -> User:
    """The person, where they work in one's places; the top bar's choice narrows lists only."""
    return get_object_or_404(visible_people(person(request)), pk=number)


@require_GET
@requires("users.view")
def user(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(people_for_list(person(request)), pk=number)
    return render(request, "accounts/user.html", person_page(shown, viewer=person(request)))


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def user_invite(request: HttpRequest) -> HttpResponse:
    actor = person(request)
    scope = chosen_scope(request).place
    form = InviteForm(
        request.POST or None, principal=actor, initial={"places": scope.code if scope else ""}
    )
    status = 200
    if request.method == "POST":
        made, status = attempt(form, lambda data: invite_user(**data, actor=actor, at=now()))
        if made is not None:
            _send(request, *made)
            return redirect("accounts:user", made[0].person_id)
    return render(request, "accounts/user_invite.html", {"form": form}, status=status)


@require_POST
@requires("users.manage")
@answers_refusals
@acts_once
def user_reinvite(request: HttpRequest, number: int) -> HttpResponse:
    shown = _one(request, number)
    made = reinvite_user(user_id=shown.pk, actor=person(request), at=now())
    _send(request, *made)
    return redirect("accounts:user", shown.pk)


def _send(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
    email = invitation.person.email
    if send_invitation(invitation, link):
        messages.success(request, _("The invitation went to %(email)s.") % {"email": email})
    else:
        messages.error(
            request,
            _("%(email)s was added, but no mail server took the letter. Send it again later.")
            % {"email": email},
        )


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def user_roles(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    return command_page(
        request,
        RolesForm(request.POST or None, initial={"roles": sorted(shown.roles)}),
        lambda data: change_roles(user_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Roles of %(name)s") % {"name": shown.name},
        lead=_("What this person may do. Their sessions end, so that it holds at once."),
        verb=_("Change the roles"),
        back=reverse("accounts:user", args=[shown.pk]),
        done=_("Roles changed."),
        whole=True,
    )


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def user_places(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    codes = shown.place_scopes.order_by("place__code").values_list("place__code", flat=True)
    return command_page(
        request,
        PlacesForm(request.POST or None, principal=actor, initial={"places": ", ".join(codes)}),
        lambda data: change_places(user_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Places of %(name)s") % {"name": shown.name},
        lead=_("Where this person may work. Their sessions end, so that it holds at once."),
        verb=_("Change the places"),
        back=reverse("accounts:user", args=[shown.pk]),
        done=_("Places changed."),
        whole=True,
    )


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def user_disable(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    return command_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: disable_user(user_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Disable %(name)s?") % {"name": shown.name},
        lead=_("They are signed out everywhere and cannot come in. Their history stays."),
        verb=_("Disable the account"),
        back=reverse("accounts:user", args=[shown.pk]),
        done=_("Account disabled."),
        danger=True,
    )


@require_POST
@requires("users.manage")
@answers_refusals
@acts_once
def user_enable(request: HttpRequest, number: int) -> HttpResponse:
    shown = _one(request, number)
    enable_user(user_id=shown.pk, actor=person(request), at=now())
    messages.success(request, _("Account enabled."))
    return redirect("accounts:user", shown.pk)


@require_http_methods(["GET", "POST"])
@requires("users.manage")
@answers_refusals
@acts_once
def user_reset_second_factor(request: HttpRequest, number: int) -> HttpResponse:
    shown, actor = _one(request, number), person(request)
    return command_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: reset_second_factor(user_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Reset the second factor of %(name)s?") % {"name": shown.name},
        lead=_(
            "For a lost phone: authenticator and recovery codes go, their sessions end, and the "
            "next sign-in sets up a new one. Make sure that it is them who ask."
        ),
        verb=_("Reset the second factor"),
        back=reverse("accounts:user", args=[shown.pk]),
        done=_("Second factor reset."),
        danger=True,
    )


@require_POST
@requires("users.manage")
@answers_refusals
@acts_once
def user_end_session(request: HttpRequest, number: int, session: int) -> HttpResponse:
    shown = _one(request, number)
    sign_in = get_object_or_404(SignIn, pk=session, person=shown)
    end_session(sign_in_id=sign_in.pk, actor=person(request), at=now())
    messages.success(request, _("Session ended."))
    return redirect("accounts:user", shown.pk)
