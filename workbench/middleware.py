"""Around the requests of people: their time zone, and fresh counters after what they did."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User
from accounts.queries import chosen_scope
from workbench.nav import forget_counts


class PersonTimeZone:
    """Times read in the zone of the person who looks; without a person in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        zone = ZoneInfo(user.time_zone) if isinstance(user, User) else None
        with timezone.override(zone):
            return self.get_response(request)


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
