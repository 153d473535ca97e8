"""Opening stock from a file: each row becomes an `opening` event of the source for imported files.

The key of a row is a digest of what the row says, so the same row is posted once, in whatever file it
comes again. A cell that was opened before refuses another opening; a count corrects it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.intake.services.accept import accept
from inventory.ledger.codes import REJECTED
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery, Result, ensure_source
from inventory.ledger.values import MAX_QUANTITY
from inventory.ledger.vocabulary import PHYSICAL_STATES, State
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Batch, Checked, ImportKind, Problem, Row

# SKU, location and state.
Cell = tuple[int | None, int | None, str]
SOURCE, SOURCE_NAME = "imported-files", "Imported files"
CALL = 2000

FIELDS = (
    Field("sku", "SKU", required=True, max_length=64, example="MK-2041-NVY-M",
          hint=gettext_lazy("Its code or a barcode."), aliases=("sku code", "code", "item", "ean")),
    Field("location", "Location", required=True, max_length=40, example="S-112",
          hint=gettext_lazy("Its code."), aliases=("location code", "store", "site", "warehouse")),
    Field("quantity", "Quantity", Kind.INTEGER, required=True, minimum=1, maximum=MAX_QUANTITY,
          example="24", aliases=("qty", "on hand", "stock", "units")),
    Field("counted_at", "Counted at", Kind.MOMENT, required=True, example="2026-11-21T06:00+00:00",
          hint=gettext_lazy("The moment the quantity was true. Sales after it are subtracted."),
          aliases=("as of", "date", "time", "occurred at")),
    Field("state", "State", Kind.CHOICE, example="available",
          choices={state.word: state.word for state in PHYSICAL_STATES},
          hint=gettext_lazy("Empty means available."), aliases=("status",)),
    Field("unit", "Unit", max_length=20, example="case",
          hint=gettext_lazy("A unit of the SKU; empty means its base unit."), aliases=("uom",)),
    Field("unit_cost", "Unit cost", Kind.DECIMAL, minimum=0, example="8.40",
          aliases=("cost", "cost price")),
)  # fmt: skip
FIELD_OF = {
    "unknown_sku": "sku",
    "kit_has_no_stock": "sku",
    "unknown_unit": "unit",
    "unknown_location": "location",
    "location_out_of_scope": "location",
    "occurred_in_future": "counted_at",
    "bad_quantity": "quantity",
    "already_opened": "quantity",
    "end_not_allowed": "state",
    "bad_unit_cost": "unit_cost",
}


def check(batch: Batch) -> Checked:
    """Post the file call by call, see what the ledger answers, and take each call back at once: the
    levels it locks are those that stores are selling from."""
    problems = list(_doubles(batch.rows))
    doubled = {problem.row for problem in problems}
    counts: Counter[str] = Counter()
    opened: dict[Cell, int] = {}
    for rows in _calls(batch):
        for row, result in _tried(batch, rows):
            counts[result.status] += 1
            if result.status not in {"posted", "duplicate"}:
                problems.append(Problem(row.number, FIELD_OF.get(result.code, ""), _why(result)))
            elif row.number not in doubled:
                first = opened.setdefault(_cell(row, result), row.number)
                problems += [_opened_twice(row, first)] if first != row.number else []
    return Checked(problems, {"new": counts["posted"], "duplicate": counts["duplicate"]})


def apply(batch: Batch) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for rows in _calls(batch):
        counts.update(result.status for result in _accepted(batch, rows))
    return dict(counts)


def _calls(batch: Batch) -> Iterator[Sequence[Row]]:
    for start in range(0, len(batch.rows), CALL):
        yield batch.rows[start : start + CALL]


def _tried(batch: Batch, rows: Sequence[Row]) -> list[tuple[Row, Result]]:
    with transaction.atomic():
        results = _accepted(batch, rows)
        transaction.set_rollback(True)
    return list(zip(rows, results, strict=True))


def _accepted(batch: Batch, rows: Sequence[Row]) -> list[Result]:
    return accept(
        deliveries=[_delivery(row) for row in rows],
        source=_source(batch),
        received_at=batch.at,
        scope_paths=batch.actor.scope_paths,
        client="import",
    )


def _cell(row: Row, result: Result) -> Cell:
    return result.sku_id, result.location_id, row["state"] or State.AVAILABLE.word


def _opened_twice(row: Row, first: int) -> Problem:
    """What the ledger answers within one call, said across calls."""
    text = _("Row %(row)s opens this state already.") % {"row": first}
    return Problem(row.number, FIELD_OF["already_opened"], f"{text} {REJECTED['already_opened']}")


def _source(batch: Batch) -> Source:
    return ensure_source(code=SOURCE, name=SOURCE_NAME, actor=batch.actor, at=batch.at)


def _delivery(row: Row) -> Delivery:
    facts: dict[str, Any] = {
        "type": "opening",
        "sku": row["sku"],
        "location": row["location"],
        "quantity": row["quantity"],
        "occurred_at": row["counted_at"].isoformat(),
    }
    # The default state is not sent: named or not, it is the same row.
    if row["state"] and row["state"] != State.AVAILABLE.word:
        facts["to_state"] = row["state"]
    if row["unit"]:
        facts["unit"] = row["unit"]
    if row["unit_cost"] is not None:
        facts["unit_cost"] = f"{Decimal(row['unit_cost']).normalize():f}"
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    key = f"opening/{hashlib.sha256(text.encode()).hexdigest()[:40]}"
    return Delivery({"key": key, **facts}, raw=text)


def _doubles(rows: Sequence[Row]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        key = _delivery(row).payload["key"]
        if key in first:
            text = _("This is the same as row %(row)s. Keep one of them.") % {"row": first[key]}
            yield Problem(row.number, "", text)
        first.setdefault(key, row.number)


def _why(result: Result) -> str:
    advice = REJECTED.get(result.code, "")
    return f"{result.detail} {advice}".strip() or result.code or result.status


OPENING_STOCK = ImportKind(
    key="opening-stock",
    label=gettext_lazy("Opening stock"),
    about=gettext_lazy("What lies where when a location begins here. Each SKU and state once."),
    permission="catalog.import",
    fields=FIELDS,
    check=check,
    apply=apply,
    page_url_name="inventory:import",
    result_url_name="inventory:stock",
    chunk=CALL,
)
