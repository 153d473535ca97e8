"""The component gallery: for staff, where the settings show it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import signed_in
from accounts.queries import person
from workbench.gallery import context


@require_GET
@signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not settings.SHOW_GALLERY or not (user.is_staff or user.may("users.manage")):
        raise Http404
    return render(request, "workbench/gallery.html", context())
