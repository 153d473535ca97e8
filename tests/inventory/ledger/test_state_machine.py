"""The ledger against its model..."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test

from inventory.catalog.models import KitComponent
from inventory.ledger.models import Event, Movement, StockLevel
from inventory.ledger.services import Result
from inventory.ledger.vocabulary import End, State
from kernel.errors import DomainError
from tests.inventory.ledger import facts as make
from tests.inventory.ledger.model import OUTSIDE, Fact, Stock, stock_at_every_moment
from tests.inventory.ledger.shop import T0, Shop, minute, post_command, post_facts

NIGHTLY = os.environ.get("PLUMBLINE_TEST_PROFILE") == "nightly"
SOURCES = ["till", "web"]


class Books(RuleBasedStateMachine):
    """Deliver facts in random batches and orders, early reversals, repeats, conflicts, commands."""

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.sources = {"till": self.shop.till, "web": self.shop.web}
        # Everything ever sent, and what of it was posted, by (source, key).
        self.sent: list[Fact] = []
        self.posted: dict[tuple[str, str], Fact] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @rule(source=st.sampled_from(SOURCES), data=st.data())
    def deliver(self, source: str, data: st.DataObject) -> None:
        batch = data.draw(st.lists(make.facts(source), min_size=1, max_size=8))
        self._send(batch, source)

    @rule(source=st.sampled_from(SOURCES), data=st.data())
    def deliver_again(self, source: str, data: st.DataObject) -> None:
        mine = [fact for fact in self.sent if fact.source == source]
        if mine:
            batch = data.draw(st.lists(st.sampled_from(mine), min_size=1, max_size=8))
            self._send(batch, source, spelt_out=data.draw(st.booleans()))

    @rule(source=st.sampled_from(SOURCES), data=st.data())
    def reverse(self, source: str, data: st.DataObject) -> None:
        """What was sent, what comes in the same call, and what has not come yet."""
        new = data.draw(st.lists(make.facts(source), max_size=3))
        known = [fact for fact in [*self.sent, *new] if fact.source == source]
        if known:
            undone = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
            wanted = [make.reversal_of(fact, data.draw(make.keys)) for fact in undone]
            held_back = data.draw(st.booleans())
            batch = data.draw(st.permutations(wanted if held_back else [*new, *wanted]))
            self._send(batch, source)
            if held_back:
                self._send([*new, *wanted], source)

    @rule(source=st.sampled_from(SOURCES), data=st.data())
    def command(self, source: str, data: st.DataObject) -> None:
        """All of it or nothing of it, and never below zero."""
        batch = data.draw(st.lists(make.facts(source), min_size=1, max_size=3))
        before = Event.objects.count(), Movement.objects.count()
        lowest = self._lowest()
        try:
            results = post_command(*map(make.payload, batch), source=self.sources[source])
        except DomainError:
            assert (Event.objects.count(), Movement.objects.count()) == before
            return
        self._note(batch, results)
        assert self._lowest() >= min(0, lowest)

    def _lowest(self) -> int:
        levels = StockLevel.objects.all()
        return min((getattr(lv, s.word) for lv in levels for s in State), default=0)

    def _send(self, batch: list[Fact], source: str, *, spelt_out: bool = False) -> None:
        payloads = [make.payload(fact, spelt_out=spelt_out) for fact in batch]
        self._note(batch, post_facts(payloads, source=self.sources[source]))

    def _note(self, batch: list[Fact], results: list[Result]) -> None:
        """Each answer is the one the model expects."""
        new = {
            (fact.source, fact.key): fact
            for fact, result in zip(batch, results, strict=True)
            if result.status == "posted"
        }
        before, self.posted = self.posted, self.posted | new
        self.sent += batch
        for fact, result in zip(batch, results, strict=True):
            held = self.posted.get((fact.source, fact.key))
            if result.status == "posted":
                assert (fact.source, fact.key) not in before
            elif result.status in ("duplicate", "conflict"):
                assert (held == fact) == (result.status == "duplicate")
            else:
                assert result.code in self._allowed(fact), (fact, result)

    def _allowed(self, fact: Fact) -> set[str]:
        """Why a well-formed fact may be rejected."""
        if fact.type == "opening":
            return {"already_opened"}
        if fact.type != "reversal":
            return set()
        if fact.reverses == fact.key:
            return {"reversal_of_reversal"}
        target = self.posted.get((fact.source, fact.reverses))
        if target is None:
            return {"reverses_unknown", "reversal_of_reversal"}
        undone = [f for f in self.posted.values() if f.reverses == fact.reverses]
        return {"reversal_of_reversal"} if target.type == "reversal" else (
            {"already_reversed"} if undone else set()
        )

    @invariant()
    def stock_is_the_models_at_every_moment(self) -> None:
        expected = stock_at_every_moment(self.posted.values(), make.RECIPES)
        movements = list(Movement.objects.order_by("occurred_at").values_list(
            "occurred_at", "sku__code", "location__place__code", "end",
            "to_location__place__code", "to_end", "quantity",
        ))  # fmt: skip
        for at in range(make.LAST_MOMENT + 1):
            past = [moment for moment in expected if moment <= at]
            assert _sum(movements, at) == (expected[max(past)] if past else {}), f"at {at}"

    @invariant()
    def levels_are_the_sum_of_movements(self) -> None:
        movements = Movement.objects.values_list(
            "occurred_at", "sku__code", "location__place__code", "end",
            "to_location__place__code", "to_end", "quantity",
        )  # fmt: skip
        levels: Stock = {
            (level.sku.code, level.location.place.code, state.word): getattr(level, state.word)
            for level in StockLevel.objects.select_related("sku", "location__place")
            for state in State
            if getattr(level, state.word)
        }
        assert levels == _sum(movements, make.LAST_MOMENT)
        for level in StockLevel.objects.all():
            below = any(getattr(level, state.word) < 0 for state in State)
            assert (level.below_zero_since is not None) == below

    @invariant()
    def each_key_is_posted_once(self) -> None:
        keys = list(Event.objects.values_list("source__code", "key"))
        assert sorted(keys) == sorted(self.posted)


def _sum(movements, until: int) -> Stock:
    """Movements up to a moment, added up; outside the stock they are the other side of the books."""
    stock: dict[tuple[str, str, str], int] = {}
    for at, sku, location, end, to_location, to_end, quantity in movements:
        if at <= minute(until):
            frm, to = (sku, location, End(end).word), (sku, to_location, End(to_end).word)
            stock[frm] = stock.get(frm, 0) - quantity
            stock[to] = stock.get(to, 0) + quantity
    assert sum(stock.values()) == 0
    return {place: n for place, n in stock.items() if n and place[2] not in OUTSIDE}


@pytest.mark.django_db
def test_equals_its_model():
    Books.shop = Shop()
    Books.shop.till.code, Books.shop.web.code = SOURCES
    KitComponent.objects.filter(component=Books.shop.mug).update(valid_to=minute(3))
    KitComponent.objects.create(
        kit=Books.shop.tea_set, component=Books.shop.mug, quantity=3, valid_from=minute(3)
    )
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=3000 if NIGHTLY else 120,
            stateful_step_count=30 if NIGHTLY else 12,
            deadline=None,
            derandomize=False,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
