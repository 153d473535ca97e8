"""Whom a client acts for: what only a person does is done by a named one, with their own rights.

A client is nobody. It names the person; the command then asks that person's rights and places as on
the screen, and the client's own places and scopes hold besides.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.api.authentication import ClientPrincipal, caller
from accounts.errors import PlaceOutsideScope, WholeNetworkNeeded
from accounts.models import Place, User
from accounts.models.place import covers_a_network, in_networks_of
from accounts.policies.base import covers
from workbench.api.commands import Call
from workbench.errors import PersonUnknown, VersionNotSaid


class ForPersonIn(serializers.Serializer[Any]):
    on_behalf_of = serializers.EmailField(help_text="The person who does it, by email address")


def client_of(request: Request) -> ClientPrincipal:
    """The client that calls a view guarded by HasScope."""
    principal = caller(request)
    if principal is None:
        raise TypeError("This endpoint is for API clients; guard it with HasScope.")
    return principal


def person_of(call: Call) -> User:
    """Whom the call names. Raises PersonUnknown."""
    return person_named(call.content["on_behalf_of"], call.principal)


def person_named(email: str, principal: ClientPrincipal) -> User:
    """Somebody active by email address; who works in other networks than the client is nobody to it.
    Raises PersonUnknown."""
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None or not in_networks_of(principal, *person.scope_paths):
        raise PersonUnknown(email=email)
    return person


def version_said(call: Call) -> int:
    """The version of `If-Match`, where nothing is done without it. Raises VersionNotSaid."""
    if call.version is None:
        raise VersionNotSaid
    return call.version


def check_reaches(principal: ClientPrincipal, place: Place | None) -> None:
    """What holds at a place is set by clients of that place; what holds everywhere, by those of a
    whole network. Raises WholeNetworkNeeded, PlaceOutsideScope."""
    if place is None:
        if not covers_a_network(principal):
            raise WholeNetworkNeeded
    elif not covers(principal, place.path):
        raise PlaceOutsideScope(place=place.code)


def place_named(code: str | None, principal: ClientPrincipal) -> Place | None:
    """A place of the client by its code, of the body's `place`; none for none."""
    if not code:
        return None
    found = Place.objects.visible_to(principal).filter(code=code).first()
    if found is None:
        raise ValidationError({"place": ["There is no such place for this client."]})
    return found
