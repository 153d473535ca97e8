"""Every page of a row x every status x every role: each control works, or is refused in its place with
the sentence its command raises, or is absent.

The tables of tests/states/walk_<room>.py say who may do what; tests/states/pages.py says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from accounts.models import User
from kernel.errors import DomainError
from tests.clock import Clock
from tests.controls import unwrapped
from tests.states import walk
from tests.states.pages import PAGES, TOLD_LATER, Page
from tests.states.seen import Seen
from tests.states.walk import LANDS, WALKS, Act, Walk, attempt, built, people_of, who_tries
from workbench.refused import rule_of

walk.load()

NAMES = [f"{page.machine} {next(iter(page.offers))}" for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_control_works_or_says_why_not(db, monkeypatch, page):
    one = WALKS[page.machine]
    Clock(monkeypatch, one.at)
    world = one.world()
    people = people_of(one, world)
    clients = {name: signed_in(person) for name, person in people.items()}
    wrong: list[str] = []
    for sample in one.samples:
        with transaction.atomic():
            row = built(one, world, sample)
            for name in readers(one, page, sample):
                reading = Reading(page, one, world, row, sample, name, people)
                wrong += [f"{sample}, {name}: {fault}" for fault in reading.faults(clients[name])]
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def readers(one: Walk, page: Page, sample: str) -> list[str]:
    """Whoever tries one of the acts that the page offers."""
    acts = [act for act in one.acts if act.name in page.offers]
    return list(dict.fromkeys(name for act in acts for name in who_tries(act, sample)))


class Reading:
    """One person reads the page of one row."""

    def __init__(
        self,
        page: Page,
        one: Walk,
        world: Any,
        row: Model,
        sample: str,
        name: str,
        people: Mapping[str, User],
    ) -> None:
        self.page, self.one, self.world, self.row = page, one, world, row
        self.sample, self.name, self.actor = sample, name, people[name]
        self.acts = {act.name: act for act in one.acts if act.name in page.offers}

    def faults(self, client: Client) -> Iterator[str]:
        address = self.page.address(self.row)
        answer = client.get(address)
        if answer.status_code != 200:
            # Whoever may do something finds the page; to the others it is closed.
            allowed = [name for name in self.acts if self.may(name)]
            yield from [f"{answer.status_code}, and may {name}" for name in allowed]
            yield from self.closed(answer)
            return
        seen = Seen.of(answer.content.decode(), address)
        yield from self.controls(seen)
        yield from (f"a button is dead without a word: {label}" for label in seen.mute)
        yield from self.refusals(seen)

    def closed(self, answer: Any) -> Iterator[str]:
        """A page that this status closes says what the command would have said."""
        if answer.status_code != 409:
            return
        text = " ".join(unescape(answer.content.decode()).split())
        if not any(one_line(rule_of(error)) in unwrapped(text) for error in self.raised()):
            yield "is refused without the sentence of a command"

    def expected(self, act: str) -> str:
        return self.acts[act].expected(self.name, self.sample)

    def may(self, act: str) -> bool:
        return self.expected(act).startswith(LANDS)

    def is_elsewhere(self, act: str) -> bool:
        return bool({self.name, self.sample} & self.page.elsewhere.get(act, frozenset()))

    def controls(self, seen: Seen) -> Iterator[str]:
        there = seen.sends | seen.leads
        for name, address in self.page.offers.items():
            told = self.expected(name)
            if self.may(name) and address not in there and not self.is_elsewhere(name):
                yield f"may {name}, and finds no control"
            if not self.may(name) and address in there and told not in TOLD_LATER:
                yield f"finds a control to {name}, which is refused: {told}"
        unknown = seen.sends - self.page.beside - set(self.page.offers.values())
        yield from (f"sends to {address}, which no act names" for address in unknown)

    def refusals(self, seen: Seen) -> Iterator[str]:
        said = {seen.sentence_of(one): one.label.strip() for one in seen.refused}
        if "" in said:
            yield f"{said.pop('')!r} is refused without a sentence in sight"
        for error in self.raised():
            if not said:
                return
            said.pop(one_line(rule_of(error)), None)
        yield from (f"{label!r} says {it!r}, which no command raises" for it, label in said.items())

    def raised(self) -> Iterator[DomainError]:
        """What the commands of this row say to this person, those that the page offers first."""
        refusing = [
            act
            for act in self.one.acts
            if not act.expected(self.name, self.sample).startswith(LANDS)
        ]
        acts = sorted(refusing, key=lambda act: act.name not in self.page.offers)
        yield from self.refused_by(self.one, acts, self.row)
        if self.page.about:
            whole = WALKS[self.page.about]
            yield from self.refused_by(whole, whole.acts, self.page.owner(self.row))
        if self.page.within:
            part = WALKS[self.page.within]
            for row in self.page.parts(self.row):
                yield from self.refused_by(part, part.acts, row)

    def refused_by(self, one: Walk, acts: Sequence[Act], row: Any) -> Iterator[DomainError]:
        for act in acts:
            facts = act.facts(self.world, row)
            if facts is not None and act.may != walk.SYSTEM:
                who = {"actor": self.actor, "at": one.at}
                refused = attempt(act, who | facts, str)[1]
                yield from [refused] if refused else []


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_every_act_of_a_page_is_walked():
    lost = [
        f"{page.machine}: {name}"
        for page in PAGES
        for name in page.offers
        if name not in {act.name for act in WALKS[page.machine].acts}
    ]

    assert not lost, lost
