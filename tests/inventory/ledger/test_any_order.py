"""One set of facts, delivered in any order and in any batches..."""

import pytest
from django.db import transaction
from hypothesis import given, seed
from hypothesis import strategies as st

from inventory.ledger.models import Movement
from tests.inventory.ledger import facts as make
from tests.inventory.ledger.model import Fact, stock_at_every_moment
from tests.inventory.ledger.profile import SEED, trying
from tests.inventory.ledger.shop import Shop, post_facts
from tests.inventory.ledger.sums import ROW, sum_of


@st.composite
def sets(draw: st.DrawFn) -> list[Fact]:
    """Facts of two sources under keys of their own, some of them reversed, one opening a cell."""
    drawn = draw(st.lists(st.one_of(*map(make.facts, ["till", "web"])), min_size=20, max_size=40))
    chosen: dict[object, Fact] = {}
    for number, fact in enumerate(drawn):
        own = make.with_key(fact, f"{fact.key}{number}")
        place = (fact.sku, fact.location, fact.to) if fact.type == "opening" else number
        chosen.setdefault(place, own)
    facts = list(chosen.values())
    undone = draw(st.lists(st.sampled_from(facts), min_size=2, max_size=8, unique=True))
    at = draw(make.moments)
    return facts + [make.reversal_of(fact, f"undo-{fact.key}", at) for fact in undone]


def deliver(facts: list[Fact], sizes: list[int], shop: Shop) -> None:
    """In batches of these sizes; a reversal that came too early is sent again at the end."""
    waiting = facts
    while waiting:
        early: list[Fact] = []
        for start, stop in _cuts(len(waiting), sizes):
            for source in (shop.till, shop.web):
                batch = [fact for fact in waiting[start:stop] if fact.source == source.code]
                results = post_facts([make.payload(fact) for fact in batch], source=source)
                for fact, result in zip(batch, results, strict=True):
                    assert result.status == "posted" or result.code == "reverses_unknown"
                    early += [fact] if result.code == "reverses_unknown" else []
        assert len(early) < len(waiting)
        waiting = early


def _cuts(length: int, sizes: list[int]) -> list[tuple[int, int]]:
    cuts, start = [], 0
    while start < length:
        size = sizes[len(cuts) % len(sizes)]
        cuts.append((start, start + size))
        start += size
    return cuts


def at_every_moment() -> list[dict]:
    movements = list(Movement.objects.values_list(*ROW))
    return [sum_of(movements, until=at) for at in range(make.LAST_MOMENT + 1)]


@pytest.mark.django_db
def test_gives_the_same_stock_at_every_moment():
    shop = Shop.with_changing_recipe()

    @seed(SEED)
    @trying(examples=40, nightly=5000)
    @given(facts=sets(), data=st.data())
    def check(facts: list[Fact], data: st.DataObject) -> None:
        expected = stock_at_every_moment(facts, make.RECIPES)
        for _ in range(3):
            order = data.draw(st.permutations(facts))
            sizes = data.draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
            before = transaction.savepoint()
            try:
                deliver(order, sizes, shop)
                found = at_every_moment()
            finally:
                transaction.savepoint_rollback(before)
            for at, stock in enumerate(found):
                past = [moment for moment in expected if moment <= at]
                assert stock == (expected[max(past)] if past else {}), f"at {at}"

    check()
