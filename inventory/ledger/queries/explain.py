"""Why this number: the movements that make one number of a cell, newest first, with the balance."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection

from accounts.models.place import Principal
from inventory.ledger.queries import sql
from inventory.ledger.queries.stock import StockRow, stock_sql
from inventory.ledger.vocabulary import End, EventType, State

MOST_ROWS = 500

_END_WORDS = {end.value: end.word for end in End}
_TYPE_WORDS = {kind.value: kind.word for kind in EventType}


class Role(StrEnum):
    """What a row is to the number."""

    POSTED = "posted"
    # The difference a count or an opening found.
    COUNTED = "counted"
    # The opposite of a late event, dated at the count that had already seen it.
    ABSORBED = "absorbed"
    REVERSAL = "reversal"


class EventLink(NamedTuple):
    """An event as another one names it."""

    id: int
    type: str
    source: str
    key: str


class ExplainedRow(NamedTuple):
    """One movement, what it changed in the number and what the number was after it."""

    movement_id: int
    occurred_at: datetime
    received_at: datetime
    recorded_at: datetime
    end: str
    location: str
    to_end: str
    to_location: str
    delta: int
    balance: int
    reference: str
    reason: str
    role: Role
    event: EventLink
    counted_by: EventLink | None
    reverses: EventLink | None
    reversed_by: EventLink | None
    # The person who did it; "" where another system told it.
    who: str


class Position(NamedTuple):
    """The place of a row in its cell: time, events before counts, counts by source and key."""

    occurred_at: datetime
    of_count: bool
    source: str
    key: str
    movement_id: int


class Explanation(NamedTuple):
    stock: StockRow
    number: int
    rows: list[ExplainedRow]
    # Where older rows go on, and the number that is brought forward from them.
    before: Position | None
    brought_forward: int


def explain_cell(
    *,
    sku_id: int,
    location_id: int,
    states: Sequence[State],
    principal: Principal,
    at: datetime,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    before: Position | None = None,
    limit: int = 50,
) -> Explanation | None:
    """The movements that make a number: one state of a cell, or several together such as on hand.

    None where the cell is out of scope or never held anything. Rows that change nothing in the
    number are left out. A page after the first sums what it skipped, so its balances stand on the
    same ground as the number at its head.
    """
    limit = max(1, min(limit, MOST_ROWS))
    parameters: sql.Parameters = {
        "scope": sql.visible_paths(principal),
        "skus": [sku_id],
        "locations": [location_id],
        "as_of": as_of,
        "known_at": known_at,
        "at": at,
        "limit": limit + 1,
    }
    if before is not None:
        parameters |= {f"before_{name}": value for name, value in before._asdict().items()}
    statement = _statement(
        states, past=as_of is not None, known=known_at is not None, onward=before is not None
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    return _explanation(found, states=states, limit=limit) if found else None


_STOCK_WIDTH = len(StockRow._fields)
_CURSOR = (
    "(%(before_occurred_at)s, %(before_of_count)s, %(before_source)s, %(before_key)s,"
    " %(before_movement_id)s)"
)
_POSITION = "(m.occurred_at, m.of_count, m.count_source, m.count_key, m.id)"
_LINKS = ("event", "count", "reverses", "reversed_by")


def _statement(states: Sequence[State], *, past: bool, known: bool, onward: bool) -> str:
    """Stock, what a later page skips, and the page, in one statement: one state of the books."""
    stock = stock_sql(past=past, known=known, by_sku=True, by_location=True)
    asked = sql.as_known(past=past, known=known)
    newer = f"m.occurred_at >= %(before_occurred_at)s AND {asked}" if onward else "FALSE"
    older = f"m.occurred_at <= %(before_occurred_at)s AND {asked}" if onward else asked
    return (
        f"WITH c AS MATERIALIZED ({stock}),"
        f" skipped AS (SELECT COALESCE(sum(m.delta), 0)::bigint AS delta"
        f" FROM ({_placed(states, newer)}) m WHERE {_POSITION} >= {_CURSOR if onward else _POSITION}),"
        f" page AS (SELECT m.* FROM ({_placed(states, older)}) m"
        f" WHERE m.delta <> 0 AND {f'{_POSITION} < {_CURSOR}' if onward else 'TRUE'}"
        f" ORDER BY {_DESCENDING} LIMIT %(limit)s)"
        f" SELECT c.*, skipped.delta, {_COLUMNS} FROM c CROSS JOIN skipped"
        f" LEFT JOIN (page m{_JOINS}) ON TRUE ORDER BY {_DESCENDING}"
    )


_DESCENDING = (
    "m.occurred_at DESC, m.of_count DESC, m.count_source DESC, m.count_key DESC, m.id DESC"
)
_COLUMNS = (
    "m.occurred_at, m.of_count, m.count_source, m.count_key, m.id, event.received_at,"
    ' m.recorded_at, m."end", lp.code, m.to_end, tp.code, m.delta, m.reference, event.reason, '
    + ", ".join(f"{link}.id, {link}.type, {link}_source.code, {link}.key" for link in _LINKS)
    + ", COALESCE(actor.name, '')"
)
_JOINS = (
    " JOIN accounts_place lp ON lp.id = m.location_id"
    " JOIN accounts_place tp ON tp.id = m.to_location_id"
    " JOIN ledger_event event ON event.id = m.event_id"
    " LEFT JOIN accounts_user actor ON actor.id = event.actor_id"
    " LEFT JOIN ledger_event count ON count.id = m.count_id"
    " LEFT JOIN ledger_event reverses ON reverses.id = event.reverses_id"
    " LEFT JOIN ledger_event reversed_by ON reversed_by.reverses_id = event.id"
) + "".join(
    f" LEFT JOIN ledger_source {link}_source ON {link}_source.id = {link}.source_id"
    for link in _LINKS
)


def _placed(states: Sequence[State], condition: str) -> str:
    """The movements of the cell with what they change and where they stand in its order."""
    return (
        f"SELECT t.*, {sql.change(states, row='t')} AS delta, t.count_id IS NOT NULL AS of_count,"
        " COALESCE(cs.code, '') AS count_source, COALESCE(ce.key, '') AS count_key"
        f" FROM c CROSS JOIN LATERAL ({sql.touching(condition)}) t"
        " LEFT JOIN ledger_event ce ON ce.id = t.count_id"
        " LEFT JOIN ledger_source cs ON cs.id = ce.source_id"
    )


def _explanation(found: list[Any], *, states: Sequence[State], limit: int) -> Explanation:
    stock = StockRow._make(found[0][:_STOCK_WIDTH])
    number = sum(stock.states[state.value - 1] for state in states)
    balance = number - found[0][_STOCK_WIDTH]
    lines = [row[_STOCK_WIDTH + 1 :] for row in found if row[_STOCK_WIDTH + 1] is not None]
    rows: list[ExplainedRow] = []
    for line in lines[:limit]:
        rows.append(_row(line, balance))
        balance -= rows[-1].delta
    last = lines[limit - 1] if len(lines) > limit else None
    return Explanation(
        stock=stock,
        number=number,
        rows=rows,
        before=Position._make(last[:5]) if last else None,
        brought_forward=balance,
    )


def _row(line: Sequence[Any], balance: int) -> ExplainedRow:
    event = _link(line[14:18])
    count, reverses, reversed_by = (_linked(line[start : start + 4]) for start in (18, 22, 26))
    return ExplainedRow(
        movement_id=line[4],
        occurred_at=line[0],
        received_at=line[5],
        recorded_at=line[6],
        end=_END_WORDS[line[7]],
        location=line[8],
        to_end=_END_WORDS[line[9]],
        to_location=line[10],
        delta=line[11],
        balance=balance,
        reference=line[12],
        reason=line[13],
        role=_role(event, count, reverses),
        event=event,
        counted_by=count,
        reverses=reverses,
        reversed_by=reversed_by,
        who=line[30],
    )


def _role(event: EventLink, count: EventLink | None, reverses: EventLink | None) -> Role:
    if count is None:
        return Role.POSTED if reverses is None else Role.REVERSAL
    if count.id == event.id:
        return Role.COUNTED
    if reverses is not None and reverses.id == count.id:
        return Role.REVERSAL
    return Role.ABSORBED


def _link(values: Sequence[Any]) -> EventLink:
    event_id, kind, source, key = values
    return EventLink(event_id, _TYPE_WORDS[kind], source, key)


def _linked(values: Sequence[Any]) -> EventLink | None:
    return None if values[0] is None else _link(values)
