"""Many SKUs at once: imports and loaders. A few statements per thousand rows, one trail row per SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from json import dumps
from typing import Any

from django.db import transaction

from accounts.models import Place, User
from audit.services import Line, changed, record_many
from inventory.catalog.errors import RowsDoNotFit
from inventory.catalog.gtin import scheme_of
from inventory.catalog.locks import lock_skus
from inventory.catalog.models import Category, CostPrice, Sku, SkuIdentifier, UnitConversion
from inventory.catalog.policies.skus import check_may_change
from inventory.catalog.rows import SkuRow, sku_row_faults
from inventory.catalog.services.bulk_categories import ensure_categories
from inventory.catalog.services.skus import facts_of
from inventory.catalog.sql import insert_rows, update_rows

BATCH = 2000
COST, RETAIL = CostPrice.Kind.COST.value, CostPrice.Kind.RETAIL.value
SKU = {
    "code": "text",
    "name": "text",
    "network_id": "bigint",
    "category_id": "bigint",
    "kind": "text",
    "base_unit": "text",
    "lifecycle": "text",
    "attributes": "jsonb",
    "created_at": "timestamptz",
    "version": "int",
}
SKU_CHANGE = {
    "id": "bigint",
    "name": "text",
    "category_id": "bigint",
    "attributes": "jsonb",
    "version": "int",
}
NUMBER = {"sku_id": "bigint", "scheme": "text", "value": "text", "unit": "text"}
UNIT = {"sku_id": "bigint", "unit": "text", "factor": "int"}
UNIT_AGAIN = "ON CONFLICT (sku_id, unit) DO UPDATE SET factor = EXCLUDED.factor"
AMOUNT = {"sku_id": "bigint", "kind": "text", "amount": "numeric", "valid_from": "date"}
AMOUNT_AGAIN = "ON CONFLICT (sku_id, kind, valid_from) DO UPDATE SET amount = EXCLUDED.amount"


@dataclass(slots=True)
class Upserted:
    """How many SKUs were made, changed, and already as sent."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Upserted) -> Upserted:
        return Upserted(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


def upsert_skus(
    *,
    network: Place,
    rows: Sequence[SkuRow],
    actor: User | None,
    at: datetime,
    agent: str = "",
    reason: str = "",
) -> Upserted:
    """Make the SKUs that are new, bring the others to what the rows say; what a row leaves out stays.

    Identifiers and units are added, never taken away. Each 2,000 rows are one transaction. About
    5,000 SKUs a second.

    Refuses, in this order: RightMissing, PlaceOutsideScope, RowsDoNotFit.
    """
    check_may_change(network, actor=actor)
    done = Upserted()
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        done += _upsert(network, part, actor, at, agent, reason)
    return done


@transaction.atomic
def _upsert(
    network: Place,
    rows: Sequence[SkuRow],
    actor: User | None,
    at: datetime,
    agent: str,
    reason: str,
) -> Upserted:
    known = lock_skus(row.code for row in rows)
    faults = sku_row_faults(network, rows)
    if faults:
        first = faults[0]
        code = rows[first.index].code
        raise RowsDoNotFit(count=len(faults), first=code, text=first.text)
    categories = ensure_categories(
        network=network, names=[row.category for row in rows if row.category], actor=actor, at=at
    )
    draft = _Draft(network, rows, known, categories, at)
    draft.write()
    record_many(draft.trail(reason), actor=actor, at=at, agent=agent)
    return draft.counts()


class _Draft:
    """What one batch changes: gathered first, then written table by table."""

    def __init__(
        self,
        network: Place,
        rows: Sequence[SkuRow],
        known: dict[str, Sku],
        categories: dict[tuple[str, ...], Category],
        at: datetime,
    ) -> None:
        self.network, self.rows, self.at = network, rows, at
        self.old = {code: facts_of(sku) for code, sku in known.items()}
        self.skus = {row.code: self._sku(row, known.get(row.code), categories) for row in rows}
        self.new = {code: facts_of(sku) for code, sku in self.skus.items()}
        self.had = _Had([sku.pk for sku in known.values()])
        # SKU code -> what else the rows bring: identifiers, units, amounts.
        self.more: dict[str, dict[str, list[str]]] = {}

    def _sku(
        self, row: SkuRow, sku: Sku | None, categories: dict[tuple[str, ...], Category]
    ) -> Sku:
        category = categories[row.category] if row.category else None
        if sku is None:
            return Sku(
                code=row.code,
                name=row.name or row.code,
                network=self.network,
                category=category,
                kind=row.kind or Sku.Kind.SIMPLE,
                base_unit=row.base_unit or Sku.BaseUnit.PIECE,
                lifecycle=row.lifecycle or _first_lifecycle(row),
                attributes=dict(row.attributes or {}),
                created_at=self.at,
            )
        sku.name = row.name or sku.name
        sku.category = category or sku.category
        if row.attributes is not None:
            sku.attributes = sku.attributes | dict(row.attributes)
        return sku

    def write(self) -> None:
        self._insert_new()
        insert_rows("catalog_skuidentifier", NUMBER, list(self._numbers()))
        insert_rows("catalog_unitconversion", UNIT, list(self._units()), UNIT_AGAIN)
        insert_rows("catalog_costprice", AMOUNT, list(self._amounts()), AMOUNT_AGAIN)
        rows = [
            (sku.pk, sku.name, sku.category_id, dumps(sku.attributes), sku.version + 1)
            for sku in self.skus.values()
            if self._is_changed(sku.code)
        ]
        update_rows("catalog_sku", "id", SKU_CHANGE, rows)

    def _insert_new(self) -> None:
        new = [sku for sku in self.skus.values() if sku.pk is None]
        rows = [
            (
                sku.code,
                sku.name,
                sku.network_id,
                sku.category_id,
                sku.kind,
                sku.base_unit,
                sku.lifecycle,
                dumps(sku.attributes),
                sku.created_at,
                1,
            )
            for sku in new
        ]
        for pk, code in insert_rows("catalog_sku", SKU, rows, "RETURNING id, code"):
            self.skus[code].pk = pk

    def _note(self, code: str, what: str, text: str) -> None:
        self.more.setdefault(code, {}).setdefault(what, []).append(text)

    def _numbers(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            sku_id = self.skus[row.code].pk
            for value, scheme, unit in row.identifiers:
                if (sku_id, value) in self.had.numbers:
                    continue
                self.had.numbers.add((sku_id, value))
                self._note(row.code, "identifiers", value)
                yield sku_id, scheme or scheme_of(value), value, unit

    def _units(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            sku_id = self.skus[row.code].pk
            for unit, factor in dict(row.units).items():
                if self.had.units.get((sku_id, unit)) != factor:
                    self._note(row.code, "units", f"{unit} of {factor}")
                    yield sku_id, unit, factor

    def _amounts(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            sku_id = self.skus[row.code].pk
            day = row.money_from or self.network.day_at(self.at)
            for kind, amount in ((COST, row.cost), (RETAIL, row.price)):
                if amount is not None and self.had.amount_on(day, sku_id, kind) != amount:
                    self._note(row.code, kind, f"{amount} from {day}")
                    yield sku_id, kind, amount, day

    def _is_changed(self, code: str) -> bool:
        return code in self.old and (self.old[code] != self.new[code] or code in self.more)

    def trail(self, reason: str) -> Iterator[Line]:
        for code, sku in self.skus.items():
            more = self.more.get(code, {})
            if code not in self.old:
                fixed = {"kind": sku.kind, "base_unit": sku.base_unit, "lifecycle": sku.lifecycle}
                after = self.new[code] | fixed | more
                yield Line("inventory.sku.created", sku, self.network, None, after, reason)
            elif self._is_changed(code):
                before, after = changed(self.old[code], self.new[code])
                after = dict(after) | more
                yield Line("inventory.sku.changed", sku, self.network, before, after, reason)

    def counts(self) -> Upserted:
        created = sum(code not in self.old for code in self.skus)
        altered = sum(self._is_changed(code) for code in self.skus)
        return Upserted(created, altered, len(self.skus) - created - altered)


def _first_lifecycle(row: SkuRow) -> str:
    """Without a recipe every sale of a kit would have to wait."""
    return Sku.Lifecycle.DRAFT if row.kind == Sku.Kind.KIT else Sku.Lifecycle.ACTIVE


class _Had:
    """What the SKUs of a batch had before it, read in three statements."""

    def __init__(self, ids: Sequence[int]) -> None:
        mine = {"sku_id__in": ids}
        self.numbers: set[tuple[int, str]] = set(
            SkuIdentifier.objects.filter(**mine).values_list("sku_id", "value")
        )
        self.units: dict[tuple[int, str], int] = {
            (sku_id, unit): factor
            for sku_id, unit, factor in UnitConversion.objects.filter(**mine).values_list(
                "sku_id", "unit", "factor"
            )
        }
        # The newest first, as the model orders them.
        self.amounts: dict[tuple[int, str], list[tuple[date, Decimal]]] = defaultdict(list)
        for sku_id, kind, day, amount in CostPrice.objects.filter(**mine).values_list(
            "sku_id", "kind", "valid_from", "amount"
        ):
            self.amounts[sku_id, kind].append((day, amount))

    def amount_on(self, day: date, sku_id: int, kind: str) -> Decimal | None:
        """What holds on a day: saying it again brings nothing new."""
        held = self.amounts.get((sku_id, kind), ())
        return next((amount for since, amount in held if since <= day), None)
