"""Every endpoint declares what it refuses, where its commands do; tests/declared.py holds answers against it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from config.api_docs import document
from inventory.ledger.errors import BY_NOTE, EventRefused, InsufficientStock
from inventory.ledger.posting import post
from inventory.transfers.errors import OriginNotYours, TransferUnknown
from inventory.transfers.services import receive_shipment, submit_transfer
from kernel.errors import DomainError, NotAllowed
from tests.commands.reached import every_service_command, everything_in, reached_from
from tests.commands.ready import every_command, view_of
from tests.house import source
from workbench.api.refusals import (
    Refusal,
    codes_of,
    commands_of,
    declared_by,
    refusals_by,
    refusals_of_each,
    refused_by,
)

COMMANDS = every_command()
# Each scan is answered for itself, with the sentence of its refusal: the call goes on.
SCANNED = {"api-receipt-scans", "api-adjustment-scans"}


def told(path: str, status: int, verb: str = "post") -> dict[str, Any]:
    """What is published of an answer."""
    found: dict[str, Any] = document()["paths"][path][verb]["responses"][str(status)]
    return found


@cache
def declared() -> set[Refusal]:
    """Every refusal that some command of the API declares."""
    views = [view_of(one) for one in COMMANDS.values()]
    return {one for view in views for one in (*refusals_by(view, "POST"), *refusals_of_each(view))}


@cache
def refusing() -> dict[Any, str]:
    """The commands that refuse something, with their names."""
    return {one: name for one, name in every_service_command().items() if any(declared_by(one))}


def unnamed_by(view: Any) -> set[str]:
    """Commands that its code comes to and that refuse something, without its naming them."""
    named = commands_of([*refused_by(view), *view.each_refuses])
    return (reached_from(view) & {*refusing().values()}) - {refusing().get(one) for one in named}


def refusals_in(things: Iterable[Any]) -> set[Refusal]:
    return {one for one in things if isinstance(one, type) and issubclass(one, DomainError)}


def raised() -> Iterator[str]:
    """Names of what the product raises, or makes to be raised."""
    for module in source.modules():
        for node in ast.walk(module.tree):
            made = getattr(node, "func", getattr(node, "exc", None))
            yield getattr(made, "id", getattr(made, "attr", ""))


def test_an_endpoint_names_every_command_it_comes_to():
    wrong = {
        name: unnamed
        for name, endpoint in COMMANDS.items()
        if name not in SCANNED and (unnamed := unnamed_by(view_of(endpoint)))
    }

    assert not wrong


def test_what_is_declared_is_raised_somewhere():
    by_note = {one.__name__ for one in BY_NOTE.values()}
    never = {one.__name__ for one in declared()} - set(raised()) - by_note

    assert not never


def test_a_command_comes_to_all_that_it_declares():
    views = [view_of(one) for one in COMMANDS.values()]
    named = {one for view in views for one in (*refused_by(view), *view.each_refuses)}
    stale = {
        f"{command.__module__}.{command.__name__}": missing
        for command in commands_of(named)
        if (missing := refusals_in(declared_by(command)) - refusals_in(everything_in(command)))
    }

    assert not stale


def test_a_command_declares_by_the_names_of_its_docstring():
    assert declared_by(submit_transfer)[0] is TransferUnknown
    assert post in commands_of([receive_shipment])


def test_a_docstring_that_names_nothing_is_a_mistake():
    def tidy():
        """Tidies. Refuses, in this order: SkuUnknown, DustUnknown."""

    with pytest.raises(LookupError, match="DustUnknown"):
        declared_by(tidy)


def test_a_call_lists_its_codes_with_their_sentences():
    path = "/api/v1/transfers/{reference}/submit"
    conflicts, rules = told(path, 409), told(path, 422)

    assert {"transfer_not_draft", "not_enough_at_origin", "call_key_reused"} <= {
        *conflicts["x-codes"],
        *rules["x-codes"],
    }
    assert "- `location_does_not_move`: " in rules["description"]


def test_a_client_that_acts_by_itself_lacks_no_right():
    by_itself = told("/api/v1/transfers/{reference}/ship", 403)["x-codes"]
    for_a_person = told("/api/v1/transfers/{reference}/approve", 403)["x-codes"]

    assert by_itself == ["missing_scope", "origin_not_yours"]
    assert issubclass(OriginNotYours, NotAllowed)
    assert "asker_decides" in for_a_person


def test_what_one_of_many_is_left_for_stands_at_the_answer():
    many = told("/api/v1/transfers/bulk", 200)["x-codes"]

    assert {"transfer_unknown", "units_not_said"} <= set(many)
    assert "units_not_said" not in told("/api/v1/transfers/bulk", 422)["x-codes"]


def test_a_refusal_may_have_several_codes():
    assert list(codes_of(InsufficientStock)) == ["insufficient_stock"]
    assert "already_reversed" in codes_of(EventRefused)


def test_a_problem_that_is_not_declared_is_found(api, db, monkeypatch):
    monkeypatch.setitem(told("/api/v1/transfers/{reference}", 404, "get"), "x-codes", [])

    with pytest.raises(AssertionError, match="answers 404 not_found"):
        api.get("transfers/TR-000001", scope="transfers:read")
