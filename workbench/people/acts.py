"""One command behind one form: shown, checked, run, refused where it was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from kernel.errors import Conflict, RuleViolation
from workbench.conflicts import changed_since_shown, differences
from workbench.errors import ChangedSinceShown

T = TypeVar("T")


def attempt(form: Form, command: Callable[[dict[str, Any]], T]) -> tuple[T | None, int]:
    """What the command answers to a valid form, else None and the status of the page with errors.

    A wrong content or a conflict is shown at the form; who may not do it at all is told elsewhere.
    """
    if not form.is_valid():
        return None, 422
    if changed_since_shown(form):
        stale = ChangedSinceShown()
        for line in (stale.sentence, *differences(form, form.initial)):
            form.add_error(None, line)
        return None, stale.http_status
    try:
        return command(form.cleaned_data), 200
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return None, error.http_status


def command_page(
    request: HttpRequest,
    form: Form,
    command: Callable[[dict[str, Any]], object],
    *,
    title: str | Promise,
    verb: str | Promise,
    back: str,
    done: str | Promise,
    lead: str | Promise = "",
    danger: bool = False,
    whole: bool = False,
    template: str = "accounts/command.html",
) -> HttpResponse:
    """A page with one form and one button; after the command it leads back and says so.

    `whole`: what the form shows at first is what is kept, so that it is refused once that has changed.
    """
    status = 200
    if request.method == "POST":
        answer, status = attempt(form, command)
        if answer is not None:
            messages.success(request, str(done))
            return redirect(back)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "back": back,
        "lead": lead,
        "danger": danger,
        "whole": whole,
    }
    return render(request, template, context, status=status)
