"""The walk of every status: what a room writes down about its machines, and how it is tried.

A module `walk_<room>.py` beside this one says of each machine (one protected status of one model)

- `samples`: one row per status, made by commands; `approved: packed` is another sample of `approved`;
- `acts`: every command that takes such a row, who may give it, and what becomes of each sample:
  `-> shipped` is the status it lands in, anything else the stable code of the refusal.

All of that is written by hand from DESIGN.md and the page of the room. Nothing of it is asked of the
code, so that a command that lets through too much, or too little, is found here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import User
from accounts.roles import ROLES
from config.state_diagrams import Machine, machines
from kernel.errors import DomainError
from tests import states
from tests.factories import NOON, make_person

# Every status, or every person, that is not named.
REST = "*"
# Whoever holds no role at all.
NOBODY = "no role"
# Given by no person: a sweep, a fact from outside.
SYSTEM = "the system"
GONE = "gone"
LANDS = "-> "

# What a command is told of a row; None where it holds nothing that the command could name.
Facts = Callable[[Any, Any], dict[str, Any] | None]
Then = Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """One command, as people give it to a row they look at."""

    name: str
    command: Callable[..., object]
    facts: Facts
    # Who may give it, where the row allows it.
    may: Collection[str]
    # What becomes of each sample when they do.
    then: Then
    # What everybody else is told, in whatever status.
    denied: str = "right_missing"
    # People for whom it is neither: by person, then by sample.
    own: Mapping[str, Then] = field(default_factory=dict)
    # Only this person tries: what each role may is walked with the row the command belongs to.
    by: str = ""

    def expected(self, person: str, sample: str) -> str:
        role = person.partition(":")[0]
        then = {REST: self.denied}
        for name in (person, role):
            if name in self.own or name in self.may or name == SYSTEM:
                then = self.own.get(name, self.then)
                break
        status = sample.partition(":")[0]
        return next((then[key] for key in (sample, status, REST) if key in then), "nothing written")


@dataclass(frozen=True)
class Walk:
    """One machine: where it lives, a row per status, and whatever may be done to such a row."""

    machine: str
    world: Callable[[], Any]
    samples: Mapping[str, Callable[[Any], Model]]
    acts: Sequence[Act]
    # Whom the walk knows beside one person of each role: `ops agent: asker` is one of them.
    people: Callable[[Any], dict[str, User]] = lambda world: {}
    at: datetime = NOON + timedelta(days=2)
    # Arrows of the diagram that no act can reach, with the reason.
    unreached: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    # Commands that name the row by one of `named_by` within `room` have their act here.
    room: str = ""
    named_by: tuple[str, ...] = ()
    # Commands of that kind whose act stands elsewhere, or that no person gives.
    elsewhere: frozenset[str] = frozenset()


WALKS: dict[str, Walk] = {}


def each(people: Collection[str], then: Then) -> dict[str, Then]:
    """The same for several people."""
    return dict.fromkeys(people, then)


def walk(machine: str, **written: Any) -> None:
    WALKS[machine] = Walk(machine=machine, **written)


def load() -> None:
    """Read every module of walks there is."""
    for module in pkgutil.iter_modules(states.__path__):
        if module.name.startswith("walk_"):
            importlib.import_module(f"tests.states.{module.name}")


def machine_of(one: Walk) -> Machine:
    return next(each for each in machines() if each.name == one.machine)


def people_of(one: Walk, world: Any) -> dict[str, User]:
    """One person of each role and one of none, all with the whole network, and who else is named."""
    people = {
        role: make_person(f"W{number}", role=role, scope=world.network)
        for number, role in enumerate(ROLES)
    }
    people[NOBODY] = make_person("Nobody", scope=world.network)
    return people | one.people(world)


def who_tries(act: Act, sample: str) -> list[str]:
    """Every role and whom the act names; on a further sample of a status one who may is enough."""
    if act.may == SYSTEM or act.by:
        return [act.by or SYSTEM]
    roles = [*ROLES, NOBODY]
    named = [person for person in (*act.may, *act.own) if person not in roles]
    if ":" in sample:
        roles = [role for role in ROLES if role in act.may][:1]
    return list(dict.fromkeys([*roles, *named]))


def status_of(machine: Machine, pk: Any) -> str:
    """The status a row has in the database, or that there is no such row any more."""
    rows = machine.model._base_manager.filter(pk=pk)
    return str(rows.values_list(machine.field.name, flat=True).first() or GONE)


@dataclass(frozen=True)
class Try:
    """One command by one person on one sample, and what came of it."""

    act: Act
    person: str
    sample: str
    outcome: str
    sentence: str = ""

    @property
    def expected(self) -> str:
        return self.act.expected(self.person, self.sample)

    def __str__(self) -> str:
        asked = f"{self.sample}: {self.act.name} by {self.person}"
        return f"{asked}: expected {self.expected!r}, got {self.outcome!r} {self.sentence}"


def built(one: Walk, world: Any, sample: str) -> Model:
    """A row in the status of the sample."""
    row = one.samples[sample](world)
    assert status_of(machine_of(one), row.pk) == sample.partition(":")[0], sample
    return row


def tries(
    one: Walk, world: Any, people: Mapping[str, User], row: Model, sample: str
) -> Iterator[Try]:
    """Every act by every person on one row. What goes through is taken back; what is refused is not,
    so that anything it wrote is found afterwards."""
    machine = machine_of(one)
    for act in one.acts:
        facts = act.facts(world, row)
        if facts is None:
            continue
        for person in who_tries(act, sample):
            who = {} if person == SYSTEM else {"actor": people[person], "at": one.at}
            outcome, refused = attempt(act, who | facts, lambda: status_of(machine, row.pk))
            yield Try(act, person, sample, outcome, refused.sentence if refused else "")


def attempt(
    act: Act, said: dict[str, Any], status: Callable[[], str]
) -> tuple[str, DomainError | None]:
    point = transaction.savepoint()
    try:
        act.command(**said)
    except DomainError as refused:
        transaction.savepoint_commit(point)
        return refused.code, refused
    landed = status()
    transaction.savepoint_rollback(point)
    return LANDS + landed, None


# One plan for each table takes a fifth of the time of one plan for all.
EVERYTHING = """
CREATE OR REPLACE FUNCTION pg_temp.everything()
RETURNS TABLE(name text, rows bigint, said numeric) LANGUAGE plpgsql AS $$
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 LOOP
    EXECUTE format('SELECT count(*), sum(hashtextextended(t::text, 0)) FROM %I t', name)
    INTO rows, said;
    RETURN NEXT;
  END LOOP;
END $$
"""


def everything() -> dict[str, Any]:
    """What stands in each table: how many rows, and what they say."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        cursor.execute("SELECT * FROM pg_temp.everything()")
        return {name: (rows, said) for name, rows, said in cursor.fetchall()}
