"""Every field of every form that somebody of one region sees, naming in turn each fitting thing of the
other region: nothing is written about it, nothing of it is told.

Forms come from the pages of `mirrored(make_world())`, where the samples of tests/security stand once
near and once far. Fields are found by themselves; one that tests/forms/foreign.py does not know is tried
with a foreign thing of every kind. Walked by somebody with every role, and by one role that the seed
draws, with at most three drawn values of a field; by each role with all of them with `--every-value`.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import ROLES
from tests.factories import make_person
from tests.forms.collect import Walked
from tests.forms.fill import typed_for
from tests.forms.foreign import Foreign, everything_foreign, secrets_in
from tests.forms.hostile import with_value
from tests.forms.read import Form
from tests.forms.written import Ledger
from tests.screens import everybody, pages, walked_endpoints
from tests.security import samples
from tests.security.endpoints import Endpoint
from tests.security.world import World, make_world, mirrored

FEWEST_FORMS, FEWEST_VALUES, FEW = 115, 200, 3


@pytest.fixture
def foreign(db, settings, tmp_path) -> Foreign:
    settings.MEDIA_ROOT = tmp_path
    samples.load()
    world = make_world()
    for sample in samples.SHARED.values():
        sample(world)
    return everything_foreign(world, list(samples.FOREIGN.values()))


def test_no_form_takes_or_tells_anything_foreign(
    foreign: Foreign, walk_seed: int, every_value: bool
) -> None:
    near = near_world(foreign.world)
    walked = forms_of_person(near, foreign.world, everybody(near.south))
    tried, wrong = walk(walked, foreign, None if every_value else Random(walk_seed))

    assert not wrong, f"seed {walk_seed}\n" + "\n".join(wrong)
    assert len(walked.forms) >= FEWEST_FORMS
    assert tried >= FEWEST_VALUES


def test_nor_does_it_for_a_single_role(foreign: Foreign, walk_seed: int, every_value: bool) -> None:
    near, wrong = near_world(foreign.world), []
    for role in ROLES if every_value else Random(walk_seed).sample(ROLES, 1):
        person = make_person(f"Nora-{ROLES.index(role)}", role=role, scope=near.south)
        walked = forms_of_person(near, foreign.world, person)
        tried, found = walk(walked, foreign, None if every_value else Random(walk_seed))
        wrong += [f"{role}: {fault}" for fault in found]
        assert tried

    assert not wrong, f"seed {walk_seed}\n" + "\n".join(wrong)


def near_world(world: World) -> World:
    near = mirrored(world)
    for sample in samples.FOREIGN.values():
        sample(near)
    return near


def forms_of_person(near: World, world: World, person: User) -> Walked:
    """What the pages of the near things show, and those both sides share."""

    def kwargs_of(endpoint: Endpoint) -> dict[str, object] | None:
        if endpoint.name in samples.FOREIGN:
            return samples.FOREIGN[endpoint.name](near)
        if endpoint.name in samples.SHARED:
            return samples.SHARED[endpoint.name](world)
        return None if endpoint.arguments else {}

    client = Client(raise_request_exception=False)
    client.force_login(person)
    home = World(
        **{**vars(near), "store": near.far_store, "north": near.south, "far_store": near.far_store}
    )
    home.made = {**world.made, **near.made}
    walked = Walked(client, typed_for(home))
    for (_name, url), answer in pages(person, walked_endpoints(), kwargs_of):
        walked.add(url, answer.content.decode())
    return walked


def walk(walked: Walked, foreign: Foreign, random: Random | None) -> tuple[int, list[str]]:
    """How many values were tried, and what is wrong."""
    ledger, tried, wrong = Ledger(), 0, []
    for form in walked.forms.values():
        for name, value in sendings(form, foreign, random):
            tried += 1
            found = faults_of(walked, ledger, form, name, value, foreign)
            wrong += [f"{form.view} {name}={value!r}: {fault}" for fault in found]
    return tried, wrong


def sendings(form: Form, foreign: Foreign, random: Random | None) -> Iterator[tuple[str, str]]:
    """What each field says in turn; a few of the values, where they are drawn."""
    for name, one in form.fields.items():
        found = [(name, value) for value in foreign.values_for(one)]
        found += [(number, "1") for number in foreign.numbers_for(one)]
        yield from random.sample(found, min(FEW, len(found))) if random else found


def faults_of(
    walked: Walked, ledger: Ledger, form: Form, name: str, value: str, foreign: Foreign
) -> list[str]:
    # What an earlier sending is told waits in a cookie for the next page.
    walked.client.cookies.pop("messages", None)
    with transaction.atomic():
        sheet = ledger.sheet()
        answer: Any = walked.client.post(form.address, with_value(walked.filled(form), name, value))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        said = [str(message) for message in get_messages(answer.wsgi_request)]
        text = body.decode(errors="replace") + repr(dict(answer.headers)) + repr(said)
        told = secrets_in(text, value)
        found = [f"answers {answer.status_code}"] if answer.status_code >= 500 else []
        found += [f"{answer.status_code} tells {secret}" for secret in told]
        for table, row in sheet.rows(sheet.tables()):
            found += foreign.touched_by(table, row, value)
        transaction.set_rollback(True)
    return found
