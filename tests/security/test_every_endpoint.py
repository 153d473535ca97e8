"""Every address × every role × things that are foreign: no page, no change, not even a name.

New addresses are found by themselves. One that takes arguments needs a sample in
tests/security/samples_<room>.py, else the first test here fails and says which.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import PlaceScope
from accounts.roles import ROLES
from accounts.scopes import SCOPES, torn_pairs
from accounts.services import create_client
from audit.models import Entry
from kernel.clock import now
from tests.factories import make_person
from tests.security import samples
from tests.security.bodies import body_of
from tests.security.endpoints import Endpoint, every_endpoint
from tests.security.world import HOARD, MARK, make_world

samples.load()
ENDPOINTS = every_endpoint()
KNOWN = samples.FOREIGN.keys() | samples.SHARED.keys() | samples.SKIPPED
MISSING = [one for one in ENDPOINTS if one.arguments and one.name not in KNOWN]
WALKED = [one for one in ENDPOINTS if one not in MISSING and one.name not in samples.SKIPPED]
PAGES = [one for one in WALKED if not one.is_api]
API = [one for one in WALKED if one.is_api]
SECRETS = (MARK.lower(), str(HOARD), f"{HOARD:,}", "203.0.113.77")
# 409 says that the thing is gone: as closed as 404.
CLOSED = {403, 404, 405, 409}


@pytest.fixture
def world(db):
    made = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(made)
    return made


def foreign_url(endpoint: Endpoint, world) -> str:
    sample = samples.FOREIGN.get(endpoint.name) or samples.SHARED.get(endpoint.name)
    return endpoint.url(sample(world) if sample else {})


def leaks(answer) -> list[str]:
    """Which secrets stand in an answer or in its head."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = (body.decode(errors="replace") + repr(dict(answer.headers))).lower()
    return [secret for secret in SECRETS if secret in text]


def as_person(client: Client, person) -> Client:
    client.force_login(person)
    return client


def call(client: Client, method: str, url: str, person=None, form: dict | None = None):
    """One call; a session that the call before ended is begun again."""
    if person is not None and "_auth_user_id" not in client.session:
        client.force_login(person)
    return getattr(client, method)(url, form)


def test_every_address_with_arguments_has_a_sample():
    missing = [f"{one.name}({', '.join(one.arguments)})" for one in MISSING]

    assert not missing, (
        "Add a foreign sample to tests/security/samples_<room>.py for: " + ", ".join(missing)
    )


def test_every_sample_belongs_to_an_address():
    names = {one.name for one in ENDPOINTS}
    named = samples.FOREIGN.keys() | samples.SHARED.keys() | samples.QUERIES.keys()

    assert sorted((named | samples.PUBLIC | samples.SKIPPED) - names) == []


def test_every_foreign_sample_is_there_for_who_may_see_it(world):
    """Else the walk would prove nothing: a 404 of something that never was."""
    owner = make_person("Owner", scope=world.network)
    owner.groups.set(make_person(f"r{n}", role=role).groups.get() for n, role in enumerate(ROLES))
    PlaceScope.objects.create(user=owner, place=world.abroad)
    personal = (
        *("workbench:", "inventory:import"),
        *("accounts:session-end", "approvals:requests-undo"),
    )
    lost = []
    for endpoint in PAGES:
        if endpoint.name not in samples.FOREIGN or endpoint.name.startswith(personal):
            continue
        with transaction.atomic():
            client = as_person(Client(raise_request_exception=False), owner)
            answers = [
                call(client, verb, foreign_url(endpoint, world), owner) for verb in ("get", "post")
            ]
            transaction.set_rollback(True)
        if all(answer.status_code in {404, 405} for answer in answers):
            lost.append(f"{endpoint.name} {[answer.status_code for answer in answers]}")

    assert not lost, "\n".join(lost)


def test_anonymous_people_get_nowhere(world):
    client = Client(raise_request_exception=False)
    wrong = []
    for endpoint in PAGES:
        for verb in ("get", "post"):
            answer = getattr(client, verb)(foreign_url(endpoint, world))
            to_sign_in = answer.headers.get("Location", "").startswith("/sign-in/")
            closed = to_sign_in or answer.status_code in CLOSED
            if leaks(answer) or not (closed or endpoint.name in samples.PUBLIC):
                wrong.append(f"{verb} {endpoint.name}: {answer.status_code} {leaks(answer)}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_role_reads_and_changes_nothing_foreign(world, role):
    person = make_person("Nora", role=role, scope=world.north)
    client = Client(raise_request_exception=False)
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    wrong = []
    for endpoint in PAGES:
        for verb, url in calls(endpoint, world):
            answer = call(client, verb, url, person)
            if problem := judge(endpoint, answer, url):
                wrong.append(f"{verb} {url} ({endpoint.name}): {problem}")

    done = Entry.objects.filter(pk__gt=last, subject_text__icontains=MARK)
    assert not wrong, "\n".join(wrong)
    assert [f"{entry.action} {entry.subject_text}" for entry in done] == []


def calls(endpoint: Endpoint, world):
    """What is tried at an address: read, sent, read with parameters, and what both sides share."""
    url = foreign_url(endpoint, world)
    yield "get", url
    if endpoint.name not in samples.SHARED or endpoint.name in samples.FOREIGN:
        yield "post", url
    for query in samples.QUERIES.get(endpoint.name, ()):
        yield "get", f"{url}?{query}"
    if endpoint.name in samples.SHARED and endpoint.name in samples.FOREIGN:
        yield "get", endpoint.url(samples.SHARED[endpoint.name](world))


def judge(endpoint: Endpoint, answer, url: str) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if found := leaks(answer):
        return f"{answer.status_code} shows {found}"
    only_foreign = endpoint.name in samples.FOREIGN and endpoint.name not in samples.SHARED
    if only_foreign and answer.status_code not in CLOSED:
        return f"{answer.status_code} {answer.headers.get('Location', '')}, expected 403 or 404"
    return ""


# ---------- the API ----------


def token_of(world, scopes, place):
    _client, token = create_client(
        name="near", source_code="near", place=place, scopes=scopes, actor=None, at=now()
    )
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def every_scope() -> list[str]:
    """As many scopes as one client may hold."""
    torn = {second for _first, second in torn_pairs(frozenset(SCOPES))}
    return sorted(set(SCOPES) - torn)


def api_calls(endpoint: Endpoint, world):
    sample = samples.FOREIGN.get(endpoint.name) or samples.SHARED.get(endpoint.name)
    url = endpoint.url(sample(world) if sample else {})
    yield "get", url, None
    for query in samples.QUERIES.get(endpoint.name, ()):
        yield "get", f"{url}?{query}", None
    yield "post", url, {}
    if body := body_of(endpoint, world):
        yield "post", url, body


def ask(client: Client, verb: str, url: str, body: dict | None):
    """One call as a program makes it: what it sends is JSON, with a key and the version it saw."""
    if verb == "get":
        return client.get(url)
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
    return client.post(url, body, content_type="application/json", headers=headers)


def closed_to(body: dict | None) -> set[int]:
    """A body that is no body is refused before anything is looked up, whoever's it is."""
    return CLOSED if body is None or body else CLOSED | {422}


def api_problem(answer) -> str:
    if answer.status_code >= 300 and answer["Content-Type"] != "application/problem+json":
        return f"{answer.status_code} answers {answer['Content-Type']}"
    return f"{answer.status_code}" if answer.status_code >= 500 else ""


def test_the_api_answers_nobody_without_a_token(world):
    client = Client(raise_request_exception=False)
    wrong = []
    for endpoint in API:
        for verb, url, body in api_calls(endpoint, world):
            answer = ask(client, verb, url, body)
            refused = answer.status_code in {401, 403, 405} or answer.headers.get(
                "Location", ""
            ).startswith("/sign-in/")
            if leaks(answer) or not (refused or endpoint.name in samples.PUBLIC):
                wrong.append(f"{verb} {url}: {answer.status_code} {leaks(answer)}")

    assert not wrong, "\n".join(wrong)


def test_the_api_refuses_a_token_without_the_scope(world):
    client = token_of(world, ["reservations:read"], world.north)
    wrong = []
    for endpoint in API:
        for verb, url, body in api_calls(endpoint, world):
            answer = ask(client, verb, url, body)
            closed = answer.status_code in {302, 401, 403, 405}
            if not closed and endpoint.name not in samples.PUBLIC | samples.ANY_TOKEN:
                wrong.append(f"{verb} {url}: {answer.status_code}")
            elif answer.status_code != 302 and (problem := api_problem(answer)):
                wrong.append(f"{verb} {url}: {problem}")

    assert not wrong, "\n".join(wrong)


def test_the_api_shows_a_client_nothing_outside_its_place(world):
    client = token_of(world, every_scope(), world.north)
    wrong = []
    for endpoint in API:
        for verb, url, body in api_calls(endpoint, world):
            answer = ask(client, verb, url, body)
            only_foreign = endpoint.name in samples.FOREIGN and endpoint.name not in samples.SHARED
            if found := leaks(answer):
                wrong.append(f"{verb} {url}: {answer.status_code} shows {found}")
            elif only_foreign and answer.status_code not in closed_to(body):
                wrong.append(f"{verb} {url} {body}: {answer.status_code}, expected 403 or 404")
            elif answer.status_code != 302 and (problem := api_problem(answer)):
                wrong.append(f"{verb} {url}: {problem}")

    assert not wrong, "\n".join(wrong)


def test_the_api_shows_the_same_to_who_may_see_it(world):
    """Else the walk would prove nothing."""
    client = token_of(world, every_scope(), None)

    seen = [client.get(f"/api/v1/stock?{query}") for query in samples.QUERIES["api-stock"]]

    assert any(str(HOARD) in answer.content.decode() for answer in seen)
