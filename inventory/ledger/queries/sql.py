"""Pieces of SQL the reads of the ledger share.

A movement touches a cell (SKU, location) on its left when it leaves it, on its right when it enters
it, or on both when it changes state in place. Two indexes serve that: by `location`, and by
`to_location` where it differs; so each read of a cell is a union of the two.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models.place import Principal
from inventory.ledger.vocabulary import State

STATES: tuple[State, ...] = tuple(State)
STATE_COLUMNS: tuple[str, ...] = tuple(state.word for state in STATES)


def visible_paths(principal: Principal) -> list[str]:
    """The scope of a principal as patterns for `path LIKE ANY`; no scope matches nothing."""
    return [f"{path}%" for path in principal.scope_paths]


def level_columns(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in STATE_COLUMNS)


def numbers(states: Iterable[State]) -> str:
    return ", ".join(str(state.value) for state in states)


def change(states: Iterable[State], *, cell: str = "c", row: str = "m") -> str:
    """What a movement changes in these states of a cell, as one signed expression."""
    ends = numbers(states)
    return (
        f"(CASE WHEN {row}.to_location_id = {cell}.location_id AND {row}.to_end IN ({ends})"
        f" THEN {row}.quantity ELSE 0 END"
        f' - CASE WHEN {row}.location_id = {cell}.location_id AND {row}."end" IN ({ends})'
        f" THEN {row}.quantity ELSE 0 END)"
    )


def touching(condition: str = "TRUE", *, cell: str = "c", columns: str = "m.*") -> str:
    """The movements that touch a cell, each once; the condition applies to both sides."""
    return (
        f"SELECT {columns} FROM ledger_movement m WHERE m.sku_id = {cell}.sku_id"
        f" AND m.location_id = {cell}.location_id AND {condition}"
        f" UNION ALL SELECT {columns} FROM ledger_movement m WHERE m.sku_id = {cell}.sku_id"
        f" AND m.to_location_id = {cell}.location_id AND m.to_location_id <> m.location_id"
        f" AND {condition}"
    )


def state_sums(*, cell: str = "c", row: str = "m") -> str:
    """One summed column per state, zero where nothing moved."""
    return ", ".join(
        f"COALESCE(sum({change([state], cell=cell, row=row)}), 0)::bigint AS {state.word}"
        for state in STATES
    )


def as_known(*, past: bool, known: bool) -> str:
    """Keeps what had occurred by `as_of` and was recorded by `known_at`, where asked."""
    conditions = []
    if past:
        conditions.append("m.occurred_at <= %(as_of)s")
    if known:
        conditions.append("m.recorded_at <= %(known_at)s")
    return all_of(conditions)


def all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "TRUE"


Parameters = dict[str, Any]
