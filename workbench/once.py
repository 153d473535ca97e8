"""For views that act: a form sent twice acts once, and both senders are led to the same place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.queries import person
from kernel.clock import now
from workbench.errors import AnswerShownOnce
from workbench.services.once import remember_answer, take_form_key

FIELD = "form_key"
# What of the first answer leads the browser on.
KEPT_HEADERS = ("Location", "HX-Redirect", "HX-Location", "HX-Trigger")

View = Callable[..., HttpResponse]


def acts_once(view: View) -> View:
    """The view acts at most once per form key; an answer that changed nothing may be sent again.

    Without a key in the form (a script, an old page) it simply acts. Goes below `requires`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            row, first = take_form_key(
                user_id=person(request).pk, key=key, digest=_digest(request), at=now()
            )
            if not first:
                return HttpResponse(status=row.status, headers=row.headers)
            answer = view(request, *args, **kwargs)
            if answer.status_code >= 400 or not _leads_on(answer):
                transaction.set_rollback(True)
            else:
                remember_answer(row=row, status=answer.status_code, headers=_leads_on(answer))
            return answer

    return guarded


def answers_once(view: View) -> View:
    """As `acts_once`, for an answer that is shown once and kept nowhere, such as a new token: what
    it did stays, and sending the form again refuses AnswerShownOnce instead of doing it again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            row, first = take_form_key(
                user_id=person(request).pk, key=key, digest=_digest(request), at=now()
            )
            if not first:
                raise AnswerShownOnce
            answer = view(request, *args, **kwargs)
            if answer.status_code >= 400:
                transaction.set_rollback(True)
            else:
                remember_answer(row=row, status=answer.status_code, headers={})
            return answer

    return guarded


def _leads_on(answer: HttpResponse) -> dict[str, str]:
    return {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _digest(request: HttpRequest) -> str:
    """Over the address, every field and every file."""
    digest = hashlib.sha256(request.get_full_path().encode())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, request.POST.getlist(name))).encode())
    uploads = [
        (name, each) for name in sorted(request.FILES) for each in request.FILES.getlist(name)
    ]
    for name, upload in uploads:
        digest.update(repr((name, upload.name, upload.size)).encode())
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    return digest.hexdigest()
