"""One view per command of a case: read the form, run the command, go back or say why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from exceptions import forms as desk_forms
from exceptions import services
from exceptions.controls import LABELS
from exceptions.models import Case
from exceptions.policies.cases import MAY_WORK
from exceptions.presence import others_looking
from exceptions.queries import cases_in
from exceptions.tables import case_url
from exceptions.undo_tokens import steps_of, undo_url, unwatch_url, watched_of
from exceptions.views.cases import CaseList
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError
from workbench.once import acts_once
from workbench.selection import version_sent

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, about which version."""

    actor: User
    at: datetime
    version: int | None

    def about(self, case: Case) -> dict[str, Any]:
        return {"case_id": case.pk, "actor": self.actor, "at": self.at, "version": self.version}


@dataclass(frozen=True, slots=True)
class Verb:
    """One command as a form."""

    name: str
    run: Callable[[Case, dict[str, Any], Asked], Case]
    said: str | Promise
    form: type[forms.Form] = desk_forms.EmptyForm
    # The row leaves the list: the next one opens.
    leaves: bool = False
    undo: bool = False
    permission: str = MAY_WORK

    @property
    def dialog(self) -> str:
        """Where it is asked about; "" for a plain button."""
        return f"d-{self.name}" if LABELS.get(self.name, ("", "", False))[2] else ""


def _take(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    return services.assign_case(**asked.about(case), owner=asked.actor)


def _assign(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    return services.assign_case(**asked.about(case), owner=given["owner"])


def _snooze(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    return services.snooze_case(**asked.about(case), until=given["until"])


def _resolve(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    return services.resolve_case(**asked.about(case), code=given["code"], note=given["note"])


def _link(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    services.link_cases(**asked.about(case), other_id=given["other"].pk)
    return case


def _unlink(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    services.unlink_cases(**asked.about(case), other_id=given["other"].pk)
    return case


def _watch(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    services.watch_case(case_id=case.pk, actor=asked.actor, at=asked.at)
    return case


def _unwatch(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    services.unwatch_case(case_id=case.pk, actor=asked.actor, at=asked.at)
    return case


def _split(case: Case, given: dict[str, Any], asked: Asked) -> Case:
    return services.split_case(
        **asked.about(case), occurrence_ids=given["seen"], title=given["title"]
    )


VERBS = (
    Verb("take", _take, _("%(case)s is yours."), undo=True),
    Verb("assign", _assign, _("%(case)s assigned to %(owner)s."), desk_forms.AssignForm, undo=True),
    Verb(
        "release",
        lambda c, g, a: services.release_case(**a.about(c)),
        _("%(case)s released."),
        undo=True,
    ),
    Verb(
        "start",
        lambda c, g, a: services.start_case(**a.about(c)),
        _("%(case)s started."),
        undo=True,
    ),
    Verb(
        "wait",
        lambda c, g, a: services.wait_with_case(**a.about(c), on=g["on"]),
        _("%(case)s waits. Its clock is stopped."),
        desk_forms.WaitForm,
    ),
    Verb("resume", lambda c, g, a: services.resume_case(**a.about(c)), _("%(case)s goes on.")),
    Verb("resolve", _resolve, _("%(case)s resolved."), desk_forms.ResolveForm, leaves=True),
    Verb(
        "close", lambda c, g, a: services.close_resolved_case(**a.about(c)), _("%(case)s closed.")
    ),
    Verb(
        "reopen",
        lambda c, g, a: services.reopen_case(**a.about(c), reason=g["note"]),
        _("%(case)s is open again."),
        desk_forms.NoteForm,
    ),
    Verb("snooze", _snooze, _("%(case)s snoozed."), desk_forms.SnoozeForm, leaves=True, undo=True),
    Verb(
        "unsnooze",
        lambda c, g, a: services.unsnooze_case(**a.about(c)),
        _("%(case)s is back on the queue."),
        undo=True,
    ),
    Verb(
        "severity",
        lambda c, g, a: services.change_severity(**a.about(c), severity=g["severity"]),
        _("%(case)s has another severity."),
        desk_forms.SeverityForm,
        undo=True,
    ),
    Verb(
        "reroute", lambda c, g, a: services.reroute_case(**a.about(c)), _("%(case)s routed again.")
    ),
    Verb("link", _link, _("%(case)s linked."), desk_forms.OtherCaseForm),
    Verb("unlink", _unlink, _("Link of %(case)s taken away."), desk_forms.OtherCaseForm),
    Verb(
        "merge",
        lambda c, g, a: services.merge_case(**a.about(c), into_id=g["other"].pk),
        _("Merged into %(case)s."),
        desk_forms.OtherCaseForm,
    ),
    Verb("split", _split, _("%(case)s split off."), desk_forms.SplitForm),
    Verb("watch", _watch, _("You watch %(case)s."), permission="cases.view"),
    Verb("unwatch", _unwatch, _("You no longer watch %(case)s."), permission="cases.view"),
)


def view_of(verb: Verb) -> View:
    """The view of a command. Asked for as a page, it leads to the case."""

    @require_http_methods(["GET", "POST"])
    @requires(verb.permission)
    @answers_refusals
    @acts_once
    def act(request: HttpRequest, reference: str) -> HttpResponse:
        case = _seen(request, reference)
        if request.method == "GET":
            query = request.GET.urlencode()
            return redirect(case_url(case) + (f"?{query}" if query else ""))
        page = CaseList.of_form(request, reference)
        form = verb.form(request.POST)
        if not form.is_valid():
            wrong = " ".join(str(text) for texts in form.errors.values() for text in texts)
            return page.told(reference, None, wrong, opened=verb.dialog)
        onward = page.neighbour(case) if verb.leaves else ""
        try:
            done = verb.run(case, form.cleaned_data, asked_of(request))
        except DomainError as error:
            return page.told(reference, error, opened=verb.dialog)
        _say_done(request, verb, done)
        return redirect(onward or page.same(done))

    return act


@require_POST
@requires(MAY_WORK)
@answers_refusals
@acts_once
def take_next(request: HttpRequest) -> HttpResponse:
    page = CaseList.of_form(request, "")
    try:
        case = services.take_next_case(actor=person(request), at=now())
    except DomainError as error:
        messages.info(request, error.sentence)
        query = page.state.query
        return redirect(reverse("exceptions:cases") + (f"?{query}" if query else ""))
    text = _say("%(case)s is yours.") % {"case": case.reference}
    messages.success(request, text, extra_tags=undo_url([case]))
    return redirect(page.same(case))


@require_POST
@requires(MAY_WORK)
@answers_refusals
def undo(request: HttpRequest, token: str) -> HttpResponse:
    watched = watched_of(token)
    if watched is not None:
        for pk in watched:
            services.unwatch_case(case_id=pk, actor=person(request), at=now())
        return HttpResponse(status=204)
    steps = steps_of(token)
    if steps is None:
        raise Http404
    outcome = services.undo_steps(steps=steps, actor=person(request), at=now())
    if not outcome.done and outcome.refused:
        raise outcome.refused[0][1]
    return HttpResponse(status=204)


@require_GET
@requires("cases.view")
def presence(request: HttpRequest, reference: str) -> HttpResponse:
    """Who else looks at it; 204 when that has not changed."""
    case = _seen(request, reference)
    others = others_looking(case_id=case.pk, user=person(request), at=now())
    names = ", ".join(str(other) for other in others)
    if names == request.GET.get("known", ""):
        return HttpResponse(status=204)
    context = {"case": case, "others": others, "names": names}
    return render(request, "exceptions/_presence.html", context)


def _seen(request: HttpRequest, reference: str) -> Case:
    case = cases_in(person(request)).with_reference(reference).first()
    if case is None:
        raise Http404
    return case


def asked_of(request: HttpRequest) -> Asked:
    return Asked(person(request), now(), version_sent(request))


def _say_done(request: HttpRequest, verb: Verb, done: Case) -> None:
    text = str(verb.said) % {"case": done.reference, "owner": done.owner or ""}
    undo = undo_url([done]) if verb.undo else unwatch_url([done]) if verb.name == "watch" else ""
    messages.success(request, text, extra_tags=undo)
