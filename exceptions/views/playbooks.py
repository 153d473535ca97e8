"""Playbooks with their steps, and the words a case may be resolved with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.queries import person
from exceptions import setup_pages
from exceptions.models import Playbook, ResolutionCode
from exceptions.routing_errors import SettingChanged
from exceptions.rule_policies import check_manage_rules
from exceptions.services.playbooks import save_playbook
from exceptions.services.queues import restore_code, retire_code, save_code
from exceptions.setup_forms import CodeForm, PlaybookForm
from exceptions.views.queues import shown_version, version_of
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.conflicts import attempt_edit
from workbench.once import acts_once
from workbench.trail.lines import subject_trail

STALE = (SettingChanged,)


@require_GET
@requires("rules.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Every playbook, and every resolution code."""
    context = {
        "playbooks": setup_pages.playbooks(at=now()),
        "codes": setup_pages.codes(),
        "refused": refusal(check_manage_rules, person(request)),
    }
    return render(request, "exceptions/playbooks.html", context)


@require_http_methods(["GET", "POST"])
@requires("rules.view")
@answers_refusals
@acts_once
def playbook(request: HttpRequest, key: str) -> HttpResponse:
    """Its steps; who may not change them reads the same form."""
    return _edit(request, get_object_or_404(Playbook, key=key))


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def playbook_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@requires("rules.view")
@answers_refusals
@acts_once
def code(request: HttpRequest, key: str) -> HttpResponse:
    return _edit_code(request, get_object_or_404(ResolutionCode, key=key))


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def code_new(request: HttpRequest) -> HttpResponse:
    return _edit_code(request, None)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def code_retire(request: HttpRequest, key: str) -> HttpResponse:
    return _switch(request, key, retire_code, _("“%(name)s” is retired."))


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def code_restore(request: HttpRequest, key: str) -> HttpResponse:
    return _switch(request, key, restore_code, _("“%(name)s” is in use again."))


def _switch(
    request: HttpRequest, key: str, command: Callable[..., ResolutionCode], done: str
) -> HttpResponse:
    known = get_object_or_404(ResolutionCode, key=key)
    command(code_id=known.pk, version=version_of(request), actor=person(request), at=now())
    messages.success(request, done % {"name": known.label})
    return redirect("exceptions:playbooks")


def _edit(request: HttpRequest, known: Playbook | None) -> HttpResponse:
    actor, status = person(request), 200
    conflict: dict[str, Any] = {}
    form = PlaybookForm(request.POST or None, known=known)
    if request.method == "POST":
        check_manage_rules(actor)
        saved, status, conflict = attempt_edit(
            form,
            lambda data: _save(request, form, known, data),
            stale=STALE,
            subject=known,
            current=form.initial,
        )
        if saved is not None:
            messages.success(request, _("Playbook saved."))
            return redirect("exceptions:playbook", saved.key)
    context = {
        "form": form,
        "playbook": known,
        "conflict": conflict,
        "version": shown_version(request, known, conflict),
        "refused": refusal(check_manage_rules, actor),
        "trail": subject_trail(Playbook._meta.label_lower, str(known.pk)) if known else [],
    }
    return render(request, "exceptions/playbook.html", context, status=status)


def _save(
    request: HttpRequest, form: PlaybookForm, known: Playbook | None, data: dict[str, Any]
) -> Playbook:
    return save_playbook(
        playbook_id=known.pk if known else None,
        key=data.get("key", ""),
        name=data["name"],
        steps=form.steps(),
        version=version_of(request),
        actor=person(request),
        at=now(),
    )


def _edit_code(request: HttpRequest, known: ResolutionCode | None) -> HttpResponse:
    actor, status = person(request), 200
    conflict: dict[str, Any] = {}
    form = CodeForm(request.POST or None, is_new=known is None, initial=CodeForm.initial_of(known))
    if request.method == "POST":
        check_manage_rules(actor)
        saved, status, conflict = attempt_edit(
            form,
            lambda data: _save_code(request, form, known, data),
            stale=STALE,
            subject=known,
            current=form.initial,
        )
        if saved is not None:
            messages.success(request, _("Resolution code saved."))
            return redirect("exceptions:playbooks")
    context = {
        "form": form,
        "code": known,
        "conflict": conflict,
        "version": shown_version(request, known, conflict),
        "refused": refusal(check_manage_rules, actor),
        "trail": subject_trail(ResolutionCode._meta.label_lower, str(known.pk)) if known else [],
    }
    return render(request, "exceptions/code.html", context, status=status)


def _save_code(
    request: HttpRequest, form: CodeForm, known: ResolutionCode | None, data: dict[str, Any]
) -> ResolutionCode:
    return save_code(
        code_id=known.pk if known else None,
        key=data.get("key", ""),
        content=form.content(),
        version=version_of(request),
        actor=person(request),
        at=now(),
    )
