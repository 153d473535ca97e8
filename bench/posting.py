"""The ledger's posting function against the same rows written by bare SQL."""

import os
import time
from datetime import UTC, datetime
from functools import partial
from statistics import median

import psycopg
from django.db import connection, transaction

from bench.bulk import SOURCE, Size
from bench.events import Made, Maker
from bench.results import Figure, Report, paired, spread
from inventory.ledger.models import Source
from inventory.ledger.services import Door, post
from inventory.ledger.vocabulary import FIRST_OUTSIDE, State

TARGET = 0.6


def measure(report: Report, size: Size, *, quick: bool) -> None:
    maker = Maker(size)
    events, rounds = (10_000, 3) if quick else (20_000, 7)
    bare = Bare()
    for batch in (1_000, 5_000):
        by_ledger = partial(ledger_rate, maker, events=events, batch=batch)
        by_bare = partial(bare_rate, bare, maker, events=events, batch=batch)
        by_ledger(events=batch)
        by_bare(events=batch)
        ledger, plain, ratios = paired(by_ledger, by_bare, rounds=rounds)
        report.add(Figure(f"bare SQL, batches of {batch:,}", plain, "events/s"))
        report.add(Figure(f"ledger function, batches of {batch:,}", ledger, "events/s"))
        report.add(
            Figure(
                f"ledger / bare SQL, batches of {batch:,}",
                median(ratios),
                "",
                TARGET,
                note=f"aim 0.8; {spread(ratios)}",
            )
        )


def ledger_rate(maker: Maker, *, events: int, batch: int) -> float:
    """Events a second through `post`, made beforehand."""
    source = Source.objects.get(code=SOURCE)
    batches = [[made.delivery for made in maker.batch(batch)] for _ in range(events // batch)]
    began = time.perf_counter()
    for deliveries in batches:
        results = post(deliveries, source=source, door=Door.FACT, received_at=datetime.now(tz=UTC))
        if any(result.status != "posted" for result in results):
            raise SystemExit("The bench sends only what can be posted; something was not.")
    return events / (time.perf_counter() - began)


def bare_rate(bare: "Bare", maker: Maker, *, events: int, batch: int) -> float:
    """Events a second by COPY into a stage, two inserts and one aggregated upsert, nothing else."""
    texts = [bare.text(maker.batch(batch)) for _ in range(events // batch)]
    began = time.perf_counter()
    for text in texts:
        bare.write(text)
    return events / (time.perf_counter() - began)


_EVENT_COLUMNS = (
    "id, source_id, key, digest, type, sku_id, location_id, to_location_id, state, to_state,"
    " quantity, occurred_at, received_at, reference, reason, stream, raw"
)
_STATES = ", ".join(state.word for state in State)


def _moved(side: str, sign: str) -> str:
    return ", ".join(
        f"CASE WHEN {side} = {state.value} THEN {sign}quantity ELSE 0 END AS {state.word}"
        for state in State
    )


class Bare:
    """What PostgreSQL takes for the same rows in the same tables, with nobody thinking about them."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE IF NOT EXISTS stage (id bigint DEFAULT"
                " nextval('ledger_event_id_seq'), source_id bigint, key text, digest bytea,"
                " type smallint, sku_id bigint, location_id bigint, to_location_id bigint,"
                " named_location_id bigint, state smallint, to_state smallint, quantity bigint,"
                " occurred_at timestamptz, received_at timestamptz, reference text, raw text,"
                ' "end" smallint, to_end smallint) ON COMMIT DELETE ROWS'
            )

    def text(self, events: list[Made]) -> str:
        received = datetime.now(tz=UTC).isoformat()
        return "".join(self._line(made, received) for made in events)

    @staticmethod
    def _line(made: Made, received: str) -> str:
        named = made.to_location_id if "to_location" in made.payload else "\\N"
        frm = made.frm.value if made.frm.value < FIRST_OUTSIDE else "\\N"
        to = made.to.value if made.to.value < FIRST_OUTSIDE else "\\N"
        return (
            f"1\t{made.payload['key']}\t\\\\x{os.urandom(32).hex()}\t{made.type.value}"
            f"\t{made.sku_id}\t{made.location_id}\t{made.to_location_id}\t{named}\t{frm}\t{to}"
            f"\t{made.quantity}\t{made.occurred_at.isoformat()}\t{received}"
            f"\t{made.payload['reference']}\t{made.raw}\t{made.frm.value}\t{made.to.value}\n"
        )

    def write(self, text: str) -> None:
        with transaction.atomic():
            raw: psycopg.Connection[tuple[object, ...]] = connection.connection
            with psycopg.Cursor(raw) as cursor:
                with cursor.copy(_COPY) as stream:
                    stream.write(text)
                for statement in (_EVENTS, _MOVEMENTS, _LEVELS):
                    cursor.execute(statement)


_COPY = (
    "COPY stage (source_id, key, digest, type, sku_id, location_id, to_location_id,"
    " named_location_id, state, to_state, quantity, occurred_at, received_at, reference, raw,"
    ' "end", to_end) FROM STDIN'
)
_EVENTS = (
    f"INSERT INTO ledger_event ({_EVENT_COLUMNS})"
    " SELECT id, source_id, key, digest, type, sku_id, location_id, named_location_id, state,"
    " to_state, quantity, occurred_at, received_at, reference, '', '', raw FROM stage"
)
_MOVEMENTS = (
    'INSERT INTO ledger_movement (event_id, sku_id, location_id, "end", to_location_id, to_end,'
    ' quantity, occurred_at, reference) SELECT id, sku_id, location_id, "end", to_location_id,'
    " to_end, quantity, occurred_at, reference FROM stage"
)
_LEFT = _moved('"end"', "-")
_RIGHT = _moved("to_end", "")
_LEVELS = (
    f"INSERT INTO ledger_stocklevel AS l (sku_id, location_id, {_STATES})"
    f" SELECT sku_id, location_id, {', '.join(f'sum({state.word})' for state in State)} FROM ("
    f"SELECT sku_id, location_id, {_LEFT} FROM stage UNION ALL"
    f" SELECT sku_id, to_location_id, {_RIGHT} FROM stage) side"
    " GROUP BY sku_id, location_id ORDER BY sku_id, location_id"
    " ON CONFLICT (sku_id, location_id) DO UPDATE SET "
    + ", ".join(f"{s.word} = l.{s.word} + excluded.{s.word}" for s in State)
)
