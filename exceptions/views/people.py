"""Who may be given a case, looked up by a part of the name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.queries import person
from exceptions.desk_queries import colleagues_named
from exceptions.policies.cases import MAY_WORK

FIELDS = ("owner", "from", "to")


@require_GET
@requires(MAY_WORK)
def options(request: HttpRequest) -> HttpResponse:
    """The options under a field, named as the field."""
    text = next((request.GET[name] for name in FIELDS if name in request.GET), "").strip()
    found = colleagues_named(person(request), text[:80]) if text else []
    return render(request, "exceptions/_people_options.html", {"people": found})
