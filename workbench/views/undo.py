"""Taking back a private act: a view that was saved, a subject that is watched."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.decorators import signed_in
from accounts.queries import person
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.undo import undo


@require_POST
@signed_in
@answers_refusals
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    if not undo(token, actor=person(request), at=now()):
        raise Http404
    return HttpResponse(status=204)
