"""The ledger against its model..."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from inventory.ledger.models import Event, Movement, StockLevel
from inventory.ledger.services import Result
from inventory.ledger.vocabulary import State
from kernel.errors import DomainError
from tests.inventory.ledger import facts as make
from tests.inventory.ledger.model import Fact, stock_at_every_moment
from tests.inventory.ledger.profile import SEED, trying
from tests.inventory.ledger.shop import Shop, post_command, post_facts
from tests.inventory.ledger.sums import ROW, levels, sum_of

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
            wanted = [
                make.reversal_of(fact, data.draw(make.keys), data.draw(make.moments))
                for fact in undone
            ]
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
        return (
            {"reversal_of_reversal"}
            if target.type == "reversal"
            else ({"already_reversed"} if undone else set())
        )

    @invariant()
    def stock_is_the_models_at_every_moment(self) -> None:
        expected = stock_at_every_moment(self.posted.values(), make.RECIPES)
        movements = list(Movement.objects.values_list(*ROW))
        for at in range(make.LAST_MOMENT + 1):
            past = [moment for moment in expected if moment <= at]
            assert sum_of(movements, until=at) == (expected[max(past)] if past else {}), f"at {at}"
        assert levels() == sum_of(movements, until=make.LAST_MOMENT)

    @invariant()
    def each_key_is_posted_once(self) -> None:
        keys = list(Event.objects.values_list("source__code", "key"))
        assert sorted(keys) == sorted(self.posted)

    @invariant()
    def what_is_below_zero_says_so(self) -> None:
        for level in StockLevel.objects.all():
            below = any(getattr(level, state.word) < 0 for state in State)
            assert (level.below_zero_since is not None) == below


@pytest.mark.django_db
def test_equals_its_model():
    Books.shop = Shop.with_changing_recipe()
    run_state_machine_as_test(
        seed(SEED)(Books), settings=trying(examples=80, nightly=5000, steps=12)
    )
