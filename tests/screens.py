"""Every screen of the product, found by asking the resolver, with the walked world behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import PlaceScope, User
from accounts.roles import ROLES
from tests.factories import make_person
from tests.security import samples
from tests.security.endpoints import Endpoint, every_endpoint
from tests.security.world import World, make_world

# Ends the session or the walk, or is a page of another product (the sign-in's own tests see those).
NOT_WALKED = {"account_logout", "account_login", "accounts:lock", "accounts:unlock"}
# Name of the endpoint and address.
Screen = tuple[str, str]


def make_whole_world() -> World:
    """A sample of everything that has an address."""
    samples.load()
    world = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(world)
    return world


def everybody(*places: object, name: str = "Ada") -> User:
    """One person with every role, so that every part of every screen is there."""
    person = make_person(name, role="admin", scope=places[0])
    person.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in ROLES))
    for place in places[1:]:
        PlaceScope.objects.create(user=person, place=place)
    return person


def sample_of(world: World, endpoint: Endpoint) -> dict[str, object] | None:
    sample = samples.FOREIGN.get(endpoint.name) or samples.SHARED.get(endpoint.name)
    if sample is None:
        return None if endpoint.arguments else {}
    return sample(world)


def walked_endpoints() -> Iterable[Endpoint]:
    return (one for one in every_endpoint() if not one.is_api and one.name not in NOT_WALKED)


def pages(
    person: User,
    endpoints: Iterable[Endpoint],
    kwargs_of: Callable[[Endpoint], dict[str, object] | None],
) -> Iterator[tuple[Screen, Any]]:
    """Whatever answers a whole page to somebody who asks for its address, plain and with a query."""
    client = Client()
    for endpoint in endpoints:
        kwargs = kwargs_of(endpoint)
        if kwargs is None:
            continue
        client.force_login(person)
        url = endpoint.url(kwargs)
        for query in ("", *samples.QUERIES.get(endpoint.name, ())[:1]):
            answer = client.get(f"{url}?{query}")
            if is_page(answer):
                yield (endpoint.name + ("-asked" if query else ""), f"{url}?{query}"), answer


def is_page(answer: Any) -> bool:
    kind = answer.headers.get("Content-Type", "")
    whole = not answer.streaming and b'id="main"' in answer.content
    return bool(answer.status_code == 200 and kind.startswith("text/html") and whole)
