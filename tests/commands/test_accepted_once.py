"""Every command of the API, accepted: acted on once, refused on what is old, and on the trail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from audit.models import Entry
from config.api_docs import document
from tests.commands.calls import Calling, calling, changed, everything_kept
from tests.commands.ready import Room, every_command, rooms
from workbench.api.once import REPLAYED

ROOMS = rooms()
COMMANDS = every_command()
# What leaves no line on the trail, and why.
UNTRACED = {
    "api-receipt-scans": "a delivery's trail begins when what is scanned is booked in",
    "api-receipt-scans-damaged": "likewise",
    "api-adjustment-scans": "each is a row of the scan log",
    **{
        f"api-{word}-{verb}": "who hears of it is nobody's business"
        for word in ("adjustment", "count", "receipt", "transfer")
        for verb in ("watch", "unwatch")
    },
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(db, name):
    return ROOMS[name].make_world()


def each(room: Room, world) -> Iterator[Calling]:
    """The commands of a room, each in a savepoint that is rolled back."""
    for name, made in room.commands.items():
        with transaction.atomic():
            yield calling(COMMANDS[name], made(world))
            transaction.set_rollback(True)


def tried(check: Callable[[Calling], str], call: Calling) -> str:
    """What is wrong, with everything put back."""
    with transaction.atomic():
        problem = check(call)
        transaction.set_rollback(True)
    return f"{call.endpoint.name}: {problem}" if problem else ""


def test_every_command_is_ready_somewhere():
    known = {name for room in ROOMS.values() for name in room.commands}

    assert sorted(COMMANDS.keys() - known) == []
    assert sorted((known | UNTRACED.keys()) - COMMANDS.keys()) == []


@pytest.mark.parametrize("name", ROOMS)
def test_every_command_of_a_room_is_accepted_once(name, world):
    """With a key, about what was seen, and with a line on the trail."""
    checks = (acted_on_once, refused_as_old, asks_for_version, traced)
    problems = [tried(check, call) for call in each(ROOMS[name], world) for check in checks]

    wrong = [problem for problem in problems if problem]
    assert not wrong, "\n".join(wrong)


def acted_on_once(call: Calling) -> str:
    key, before = str(uuid4()), everything_kept()
    first, after = call.send(key=key), everything_kept()
    again, other = call.send(key=key), call.send({**call.ready.body, "more": "x"}, key=key)
    if first.status_code >= 300:
        return f"not accepted: {first.status_code} {first.content.decode()[:400]}"
    if after == before:
        return "accepted, and nothing is written"
    if (again.json(), again.get(REPLAYED)) != (first.json(), "true"):
        return f"{first.content!r}, then {again.content!r}"
    if (other.status_code, other.json().get("code")) != (409, "call_key_reused"):
        return f"other content with the same key: {other.status_code} {other.content!r}"
    more = changed(after, everything_kept())
    return f"the second call wrote to {more}" if more else ""


def refused_as_old(call: Calling) -> str:
    before = everything_kept()
    seen = call.ready.version
    answer = call.send(version=77 if seen is None else seen + 41)
    told = answer.status_code, answer.json().get("code")
    if seen is None and told != (422, "no_version_here"):
        return f"says nothing of a version nobody has: {told}"
    if seen is not None and told[0] != 409:
        return f"acts on a version that is not the newest: {told}"
    more = changed(before, everything_kept())
    return f"refused, and wrote to {more}" if more else ""


def asks_for_version(call: Calling) -> str:
    operation = described_at(call.endpoint.path, "post")
    needed = "If-Match is needed" in operation.get("description", "")
    heads = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
    told = next(one for code, one in operation["responses"].items() if code.startswith("2"))
    if ("If-Match" in heads) != (call.ready.version is not None):
        return f"describes If-Match: {'If-Match' in heads}, has a version: {call.ready.version}"
    before = everything_kept()
    answer = call.send(version=None)
    if not needed:
        return f"{answer.content!r}" if answer.status_code >= 300 else etag(answer, told)
    code, more = answer.json().get("code"), changed(before, everything_kept())
    return "" if (code, more) == ("version_not_said", []) else f"{answer.status_code} {code} {more}"


def etag(answer, told: dict[str, Any]) -> str:
    """Said to be there where it is, and nowhere else."""
    said = "ETag" in told.get("headers", {})
    return "" if said == ("ETag" in answer) else f"ETag {answer.get('ETag')}, described: {said}"


def described_at(path: str, verb: str) -> dict[str, Any]:
    """What is published about an address; nothing of a few that are for people."""
    found = document()["paths"].get("/" + re.sub(r"<\w+:(\w+)>", r"{\1}", path), {})
    told: dict[str, Any] = found.get(verb, {})
    return told


def traced(call: Calling) -> str:
    """Each thing it did stands there once, done by the person named through the client."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    call.send()
    lines = list(Entry.objects.filter(pk__gt=last).order_by("pk").select_related("actor"))
    actions = [line.action for line in lines]
    if call.endpoint.name in UNTRACED:
        return f"is listed, and leaves {actions}" if lines else ""
    about = {(line.action, line.subject_type, line.subject_id) for line in lines}
    if not lines or len(about) < len(lines):
        return f"leaves {actions}"
    # What the house does itself in consequence says so.
    agents = {line.agent for line in lines if not line.agent.startswith("system:")}
    people = {line.actor.email if line.actor else None for line in lines}
    person = call.ready.body.get("on_behalf_of")
    by_person = person is None or people - {None} == {person}
    return "" if agents == {"client:oms"} and by_person else f"{actions} by {people}, {agents}"
