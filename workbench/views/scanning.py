"""The floor, a scanned label, a photo of a barcode, and what scan pages need without network."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires, signed_in
from accounts.models import User
from accounts.queries import person
from workbench.errors import PhotoUnreadable
from workbench.pictures import PictureFault, code_in
from workbench.registry import registry
from workbench.scanning import LONGEST_CODE

PHOTO_MB = 12


@require_GET
@requires("floor.view")
def floor(request: HttpRequest) -> HttpResponse:
    """What people at a site do with their hands; scanning any label opens what it names."""
    user = person(request)
    code = request.GET.get("code", "").replace("\x00", "").strip()[:LONGEST_CODE]
    target = _own_page(request, code) or _target(user, code) if code else ""
    if target:
        return redirect(target)
    context = {"tasks": _tasks(user), "code": code}
    return render(request, "workbench/floor.html", context, status=422 if code else 200)


def _tasks(user: User) -> list[dict[str, Any]]:
    tasks = sorted(registry.floor, key=lambda task: task.order)
    return [
        {"task": task, "count": task.count(user) if task.count else None}
        for task in tasks
        if user.may(task.permission)
    ]


def _own_page(request: HttpRequest, code: str) -> str:
    """Where a link to this server leads: the square codes of printed documents carry one."""
    link = urlsplit(code)
    own = link.scheme in {"http", "https"} and link.netloc == request.get_host()
    path = link._replace(scheme="", netloc="").geturl()
    return path if own and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def _target(user: User, code: str) -> str:
    return next((url for find in registry.scan_targets if (url := find(user, code))), "")


@require_POST
@signed_in
def photo(request: HttpRequest) -> JsonResponse:
    """The barcode in a photo, for browsers that cannot read one themselves."""
    upload = request.FILES.get("photo")
    try:
        if upload is None or (upload.size or 0) > PHOTO_MB * 1024 * 1024:
            raise PhotoUnreadable(fault=f"send one photo of at most {PHOTO_MB} MB")
        code = code_in(upload)
    except PictureFault as fault:
        return _refused(PhotoUnreadable(fault=fault))
    except PhotoUnreadable as error:
        return _refused(error)
    return JsonResponse({"code": code})


def _refused(error: PhotoUnreadable) -> JsonResponse:
    return JsonResponse({"code": "", "error": error.sentence}, status=error.http_status)


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it lives at the root so that it may keep pages of every room."""
    return render(request, "workbench/sw.js", content_type="text/javascript")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where a page needs the network."""
    return render(request, "workbench/offline.html")
