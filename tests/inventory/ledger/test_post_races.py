"""Posting at the same time as others, on real connections..."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from inventory.catalog.errors import LocationNotEmpty
from inventory.catalog.models import Location
from inventory.catalog.services.locations import close_location
from inventory.ledger.errors import InsufficientStock, LocationNotOpen, StateWouldGoBelowZero
from inventory.ledger.models import Event, Movement
from inventory.ledger.services import Result
from kernel.errors import DomainError
from tests.inventory.ledger.racing import PATIENCE_S, Holding, together, waiting_for_lock
from tests.inventory.ledger.shop import (
    event,
    minute,
    post_command,
    post_facts,
    statuses,
    stock,
)
from tests.inventory.ledger.sums import ROW, levels, sum_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unhurried")]


def books_hold() -> bool:
    return levels() == sum_of(Movement.objects.values_list(*ROW), until=minute(10_000))


def while_held(first, second) -> tuple[list[Result], list[Result]]:
    """`second` starts while the transaction of `first` is open, and waits for it."""
    answers: list[list[Result]] = []

    def run() -> None:
        try:
            answers.append(second())
        finally:
            connection.close()

    other = Thread(target=run)
    with Holding(first) as held:
        other.start()
        until = monotonic() + PATIENCE_S
        while not waiting_for_lock() and other.is_alive() and monotonic() < until:
            sleep(0.01)
    other.join(timeout=PATIENCE_S)
    return held.result, answers[0]


def test_sells_the_last_unit_once(shop):
    post_facts([event("receipt", quantity=1)], source=shop.till)

    answers = together(*[lambda: post_command(event("sale"), source=shop.till)] * 40)

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 39
    assert {type(error) for error in refused} == {InsufficientStock}
    assert stock(shop.mug, shop.high_street) == {}
    assert Event.objects.count() == 2
    assert books_hold()


def test_gives_ten_units_to_ten_of_forty(shop):
    post_facts([event("receipt", quantity=20)], source=shop.till)

    answers = together(*[lambda: post_command(event("reserve", quantity=2), source=shop.till)] * 40)

    assert sum(isinstance(answer, list) for answer in answers) == 10
    assert stock(shop.mug, shop.high_street) == {"reserved": 20}


def test_posts_one_key_once_however_often_it_comes_at_once(shop):
    sale = event("sale", quantity=2)

    answers = together(*[lambda: post_facts([sale], source=shop.till)] * 30)

    assert sorted(answer[0].status for answer in answers) == ["duplicate"] * 29 + ["posted"]
    assert len({answer[0].event_id for answer in answers}) == 1
    assert stock(shop.mug, shop.high_street) == {"available": -2}


def test_tells_conflict_from_duplicate_behind_the_key_lock(shop):
    sale = event("sale", quantity=2)

    first, second = while_held(
        lambda: post_facts([sale], source=shop.till),
        lambda: post_facts([{**sale, "quantity": 3}], source=shop.till),
    )

    assert (statuses(first), statuses(second)) == (["posted"], ["conflict"])
    assert second[0].event_id == first[0].event_id


def test_a_duplicate_waits_for_the_first_and_answers_with_it(shop):
    sale = event("sale", quantity=2)

    first, second = while_held(
        lambda: post_facts([sale], source=shop.till), lambda: post_facts([sale], source=shop.till)
    )

    assert (statuses(first), statuses(second)) == (["posted"], ["duplicate"])
    assert second[0].event_id == first[0].event_id
    assert stock(shop.mug, shop.high_street) == {"available": -2}


def test_the_second_is_posted_when_the_first_is_taken_back(shop):
    sale = event("sale", quantity=2)

    def taken_back():
        answer = post_facts([sale], source=shop.till)
        transaction.set_rollback(True)
        return answer

    _first, second = while_held(taken_back, lambda: post_facts([sale], source=shop.till))

    assert statuses(second) == ["posted"]
    assert stock(shop.mug, shop.high_street) == {"available": -2}
    assert books_hold()


def test_posts_batches_of_the_same_keys_in_opposite_order(shop):
    sales = [event("sale", sku=sku, location=at) for sku in ("MUG", "PLATE", "TEA-SET")
             for at in ("HIGH-STREET", "DEPOT", "MILL-LANE")]  # fmt: skip
    orders = [sales, sales[::-1]] * 6

    answers = together(*[lambda o=order: post_facts(o, source=shop.till) for order in orders])

    found = [result.status for answer in answers for result in answer]
    assert found.count("posted") == len(sales)
    assert found.count("duplicate") == len(sales) * 11
    assert books_hold()


def test_posts_200_facts_on_one_cell(shop):
    """Fifty connections at a time: the engine of the tests allows a hundred."""

    def few(number: int):
        return lambda: [
            post_facts([event("sale", occurred_at=minute(number))], source=shop.till)
            for _ in range(4)
        ]

    answers = together(*[few(number) for number in range(50)])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert stock(shop.mug, shop.high_street) == {"available": -200}
    assert books_hold()


def test_counts_after_a_sale_that_is_still_open(shop):
    post_facts([event("receipt", quantity=10)], source=shop.till)

    while_held(
        lambda: post_facts([event("sale", quantity=3, occurred_at=minute(1))], source=shop.till),
        lambda: post_facts([event("count", quantity=6, occurred_at=minute(2))], source=shop.web),
    )

    assert stock(shop.mug, shop.high_street) == {"available": 6}
    assert books_hold()


def test_sells_late_while_a_count_is_still_open(shop):
    post_facts([event("receipt", quantity=10)], source=shop.till)

    while_held(
        lambda: post_facts([event("count", quantity=6, occurred_at=minute(2))], source=shop.web),
        lambda: post_facts([event("sale", quantity=3, occurred_at=minute(1))], source=shop.till),
    )

    assert stock(shop.mug, shop.high_street) == {"available": 6}
    assert books_hold()


def test_reverses_an_event_once(shop):
    post_facts([event("sale", key="s1")], source=shop.till)

    answers = together(
        *[
            lambda n=number: post_facts([undo("s1", f"r{n}")], source=shop.till)
            for number in range(8)
        ]
    )

    found = sorted(statuses([answer[0] for answer in answers]))
    assert found == ["already_reversed"] * 7 + ["posted"]
    assert stock(shop.mug, shop.high_street) == {}


def undo(key: str, own: str) -> dict[str, object]:
    return event("reversal", key=own, reverses=key, sku=None, location=None, quantity=None)


def test_does_not_see_an_event_that_is_still_open(shop):
    first, second = while_held(
        lambda: post_facts([event("sale", key="s1")], source=shop.till),
        lambda: post_facts([undo("s1", "r1")], source=shop.till),
    )

    assert (statuses(first), statuses(second)) == (["posted"], ["reverses_unknown"])
    assert statuses(post_facts([undo("s1", "r1")], source=shop.till)) == ["posted"]


def test_undoes_a_count_while_a_late_sale_is_still_open(shop):
    post_facts([event("count", key="c1", quantity=6, occurred_at=minute(5))], source=shop.till)

    while_held(
        lambda: post_facts([event("sale", quantity=2, occurred_at=minute(1))], source=shop.web),
        lambda: post_facts([undo("c1", "r1")], source=shop.till),
    )

    assert stock(shop.mug, shop.high_street) == {"available": -2}
    assert books_hold()


def test_sells_late_while_the_undoing_of_a_count_is_still_open(shop):
    post_facts([event("count", key="c1", quantity=6, occurred_at=minute(5))], source=shop.till)

    while_held(
        lambda: post_facts([undo("c1", "r1")], source=shop.till),
        lambda: post_facts([event("sale", quantity=2, occurred_at=minute(1))], source=shop.web),
    )

    assert stock(shop.mug, shop.high_street) == {"available": -2}
    assert books_hold()


def test_opens_a_cell_once(shop):
    sources = [shop.till, shop.web]

    answers = together(
        *[
            lambda n=number: post_facts([event("opening", quantity=5 + n)], source=sources[n % 2])
            for number in range(8)
        ]
    )

    found = sorted(statuses([answer[0] for answer in answers]))
    assert found == ["already_opened"] * 7 + ["posted"]
    assert books_hold()


def test_refuses_a_command_behind_the_lock_of_another(shop):
    post_facts([event("receipt", quantity=1)], source=shop.till)

    def refused():
        with pytest.raises((InsufficientStock, StateWouldGoBelowZero)):
            post_command(event("sale"), source=shop.web)
        return []

    while_held(lambda: post_command(event("sale"), source=shop.till), refused)

    assert stock(shop.mug, shop.high_street) == {}


def close(shop):
    return close_location(code="DEPOT", reason="Lease ended", actor=None, at=minute(60))


def caught(job):
    def run():
        try:
            return job()
        except DomainError as error:
            return error

    return run


def test_a_command_that_comes_while_its_place_is_being_closed_is_refused(shop):
    _closed, refused = while_held(
        lambda: close(shop),
        caught(lambda: post_command(event("receipt", location="DEPOT"), source=shop.till)),
    )

    assert isinstance(refused, LocationNotOpen)
    assert stock(shop.mug, shop.depot) == {}


def test_a_place_is_not_closed_while_a_command_brings_stock_there(shop):
    _posted, refused = while_held(
        lambda: post_command(event("receipt", location="DEPOT"), source=shop.till),
        caught(lambda: close(shop)),
    )

    assert isinstance(refused, LocationNotEmpty)
    assert Location.objects.get(pk=shop.depot.pk).lifecycle == Location.Lifecycle.OPEN


def test_posts_again_after_a_deadlock(shop):
    """Each holds the cell the other wants next: one of the two is told, and starts anew."""
    both_hold = Barrier(2)

    def one_then(first: str, second: str):
        def settle(results: list[Result]) -> list[Result]:
            with suppress(BrokenBarrierError):
                both_hold.wait(timeout=20)
            both_hold.abort()
            return results + post_facts([sales[second]], source=sources[first])

        return lambda: post_facts([sales[first]], source=sources[first], settle=settle)

    sales = {sku: event("sale", sku=sku) for sku in ("MUG", "PLATE")}
    sources = {"MUG": shop.till, "PLATE": shop.web}

    answers = together(one_then("MUG", "PLATE"), one_then("PLATE", "MUG"))

    assert [statuses(answer) for answer in answers] == [["posted", "posted"]] * 2
    assert stock(shop.mug, shop.high_street) == {"available": -2}
    assert books_hold()
