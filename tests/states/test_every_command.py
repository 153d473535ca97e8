"""Every machine x every status x every command x every role: done as the diagram says, or refused with a
whole sentence, and then nothing is written.

Machines are found by themselves. A model, a status, an arrow or a command that no walk knows fails here
and is named; it is written down in tests/states/walk_<room>.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.db.models import Model
from django_fsm.signals import post_transition

from config.state_diagrams import machines
from tests.house import source
from tests.house.test_python_rules import commands, names
from tests.states import walk
from tests.states.walk import LANDS, WALKS, built, everything, machine_of, people_of, tries

walk.load()
Arrow = tuple[str, str, str]
# What a refusal says: what was not done, or the rule.
SAYS_WHY = re.compile(
    r"\b(not|nothing|no|nobody|only|cannot|must|may|first|already|still|done by|planned by"
    r"|reviewed by|settled by|changed by|has begun|needs the role|hand it over)\b",
    re.IGNORECASE,
)


def arrows_of(one: walk.Walk) -> set[Arrow]:
    """The diagram: from, by which move, to; what stays where it is draws no arrow."""
    drawn = (re.fullmatch(r" +(\w+) --> (\w+): (.+)", line) for line in machine_of(one).lines())
    return {(found[1], found[3], found[2]) for found in drawn if found and found[1] != found[2]}


@contextmanager
def noted(model: type[Model]) -> Iterator[set[Arrow]]:
    """The moves that rows of a model make meanwhile."""
    seen: set[Arrow] = set()

    def note(sender, instance, name, source, target, **facts):
        if isinstance(instance, model) and source != target:
            seen.add((str(source), name.replace("_", " "), str(target)))

    post_transition.connect(note)
    yield seen
    post_transition.disconnect(note)


def test_every_machine_is_walked():
    missing = sorted({machine.name for machine in machines()} - WALKS.keys())

    assert not missing, f"Write tests/states/walk_<room>.py for: {', '.join(missing)}"


@pytest.mark.parametrize("one", WALKS.values(), ids=list(WALKS))
def test_every_status_has_a_sample(one):
    known = {str(value) for value, _label in machine_of(one).field.choices}

    assert {sample.partition(":")[0] for sample in one.samples} == known


@pytest.mark.parametrize("one", WALKS.values(), ids=list(WALKS))
def test_every_status_says_what_it_waits_for(one):
    for status in getattr(machine_of(one).model, machine_of(one).field.name.title()):
        assert status.label
        assert status.waits_for
        assert status.tone in {"", "info", "ok", "warn", "bad"}


@pytest.mark.parametrize(
    ("room", "named_by"),
    sorted({(one.room, name) for one in WALKS.values() for name in one.named_by}),
)
def test_every_command_that_names_a_row_is_walked(room, named_by):
    there = [one for one in WALKS.values() if one.room == room]
    walked = {act.command.__name__ for one in WALKS.values() for act in one.acts}
    known = walked.union(*(one.elsewhere for one in there))
    missing = [
        f"{module.at(function)} {function.name}"
        for module, function in commands()
        if module.name.startswith(room) and named_by in names(function)
        if function.name not in known
    ]

    source.expect_none(missing)


@pytest.mark.parametrize("one", WALKS.values(), ids=list(WALKS))
def test_every_status_every_role_every_command(db, one):
    world = one.world()
    people = people_of(one, world)
    wrong: list[str] = []
    walked: set[Arrow] = set()
    for sample in one.samples:
        with transaction.atomic():
            row = built(one, world, sample)
            with noted(machine_of(one).model) as moves:
                wrong += problems(tries(one, world, people, row, sample))
            walked |= moves
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
    assert arrows_of(one) - walked - one.unreached.keys() == set()


def problems(attempts: Iterator[walk.Try]) -> Iterator[str]:
    """What went otherwise than written down, on one row."""
    before = everything()
    for each in attempts:
        if each.outcome != each.expected:
            yield str(each)
        elif not each.outcome.startswith(LANDS) and not is_sentence(each.sentence):
            yield f"{each} is no whole sentence that says what was not done"
    after = everything()
    yield from (
        f"{table} was written on refusal" for table in after if after[table] != before[table]
    )


def is_sentence(text: str) -> bool:
    whole = text[:1].isupper() or text[:1].isdigit()
    return whole and text.endswith(".") and "{" not in text and bool(SAYS_WHY.search(text))
