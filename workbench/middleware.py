"""The person's time zone, for the length of a request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User


class PersonTimeZone:
    """Times read in the zone of the person who looks; without a person in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        zone = ZoneInfo(user.time_zone) if isinstance(user, User) else None
        with timezone.override(zone):
            return self.get_response(request)
