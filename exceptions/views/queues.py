"""Queues with their limits, hours and chains of escalation."""

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
from exceptions.models import Case, Queue
from exceptions.queue_policies import check_retire_queue
from exceptions.routing_errors import SettingChanged
from exceptions.rule_policies import check_manage_rules
from exceptions.services.queues import restore_queue, retire_queue, save_queue
from exceptions.setup_forms import QueueForm
from exceptions.setup_pages import calendars, queue_rows
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.conflicts import attempt_edit
from workbench.once import acts_once
from workbench.trail.lines import subject_trail


@require_GET
@requires("rules.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Every queue in words, and the calendars their clocks may run in."""
    at, actor = now(), person(request)
    context = {
        "rows": queue_rows(viewer=actor, at=at),
        "calendars": calendars(today=at.date()),
        "may_open_calendars": actor.may("users.view"),
        "refused": refusal(check_manage_rules, actor),
    }
    return render(request, "exceptions/calendars.html", context)


@require_http_methods(["GET", "POST"])
@requires("rules.view")
@answers_refusals
@acts_once
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """What a queue says; who may not change it reads the same form."""
    return _edit(request, get_object_or_404(Queue, key=key))


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def queue_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def queue_retire(request: HttpRequest, key: str) -> HttpResponse:
    return _switch(request, key, retire_queue, _("%(name)s is retired."))


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def queue_restore(request: HttpRequest, key: str) -> HttpResponse:
    return _switch(request, key, restore_queue, _("%(name)s is in use again."))


def version_of(request: HttpRequest) -> int:
    """The version the form was shown with; none is never the newest."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def shown_version(request: HttpRequest, known: Any, conflict: dict[str, Any]) -> int:
    """What the form carries: the version it was shown with; after a conflict the newest, which its
    banner has shown."""
    if request.method == "POST" and not conflict:
        return version_of(request)
    return known.version if known else 0


def _switch(
    request: HttpRequest, key: str, command: Callable[..., Queue], done: str
) -> HttpResponse:
    known = get_object_or_404(Queue, key=key)
    command(queue_id=known.pk, version=version_of(request), actor=person(request), at=now())
    messages.success(request, done % {"name": known.name})
    return redirect("exceptions:queue", key)


def _edit(request: HttpRequest, known: Queue | None) -> HttpResponse:
    actor, at, status = person(request), now(), 200
    conflict: dict[str, Any] = {}
    initial = QueueForm.initial_of(known)
    form = QueueForm(request.POST or None, principal=actor, is_new=known is None, initial=initial)
    if request.method == "POST":
        check_manage_rules(actor)
        saved, status, conflict = attempt_edit(
            form,
            lambda data: _save(request, form, known, data),
            stale=(SettingChanged,),
            subject=known,
            current=form.initial,
        )
        if saved is not None:
            messages.success(request, _("Queue saved."))
            return redirect("exceptions:queue", saved.key)
    context = {
        "form": form,
        "queue": known,
        "conflict": conflict,
        "version": shown_version(request, known, conflict),
        "refused": refusal(check_manage_rules, actor),
        "kept": refusal(check_retire_queue, known, at=at) if known else None,
        "waiting": Case.objects.visible_to(actor).open().filter(queue=known).count()
        if known
        else 0,
        "trail": subject_trail(Queue._meta.label_lower, str(known.pk)) if known else [],
    }
    return render(request, "exceptions/queue.html", context, status=status)


def _save(
    request: HttpRequest, form: QueueForm, known: Queue | None, data: dict[str, Any]
) -> Queue:
    return save_queue(
        queue_id=known.pk if known else None,
        key=data.get("key", ""),
        content=form.content(),
        version=version_of(request),
        actor=person(request),
        at=now(),
    )
