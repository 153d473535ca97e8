"""Around the requests of people: their time zone, forms without what nobody sees, fresh counters after
what they did, and a page where there is none to open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseNotAllowed, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.decorators import is_fragment
from accounts.models import User
from accounts.queries import chosen_scope
from accounts.unseen import fields_seen
from workbench.nav import forget_counts
from workbench.views.errors import only_sent


class PersonTimeZone:
    """Times read in the zone of the person who looks; without a person in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        zone = ZoneInfo(user.time_zone) if isinstance(user, User) else None
        with timezone.override(zone):
            return self.get_response(request)


class NothingUnseen:
    """A field of a form in which nothing shows is empty, for every view that reads the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        # After the check of the form's origin, which reads the form; calls of clients have parsers.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        # No form that can be read: whoever reads it is told, and scans read something else.
        parts = request.content_params or {}
        if request.content_type == "multipart/form-data" and "boundary" not in parts:
            return
        with suppress(UnreadablePostError):
            request.POST = fields_seen(request.POST)  # type: ignore[assignment]


class CountAnew:
    """What somebody did may have changed what waits for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = request.user
        if request.method == "POST" and isinstance(user, User):
            forget_counts(user, chosen_scope(request))
        return response


class OnlySent:
    """An address that only takes what a form sends, opened like a page: a way to the page it belongs to
    instead of the empty answer that browsers show as a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        if request.method != "GET" or is_fragment(request):
            return response
        page = only_sent(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page
