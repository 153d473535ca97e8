"""Rows of bulk commands: what a file or a loader says about one SKU, and whether it fits with the
books and with the other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Place
from inventory.catalog.gtin import fault, spellings
from inventory.catalog.models import Sku, SkuIdentifier, UnitConversion
from inventory.catalog.policies.categories import DEEPEST
from inventory.catalog.policies.money import fits
from inventory.catalog.policies.skus import LARGEST_UNIT, is_code
from inventory.catalog.sql import among


@dataclass(frozen=True, slots=True)
class SkuRow:
    """One SKU. What is None or empty leaves an existing SKU as it is; a new one is then simple, counted
    in pieces and active; a new kit is a draft until it has a recipe.

    `category` is the chain of names from the root down; missing nodes are made. `identifiers` are
    (value, scheme or "", unit or ""), `units` (name, base units in it). `cost` and `price` hold from
    `money_from`, by default the day of the command.
    """

    code: str
    name: str = ""
    category: tuple[str, ...] = ()
    kind: str = ""
    base_unit: str = ""
    lifecycle: str = ""
    identifiers: tuple[tuple[str, str, str], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    cost: Decimal | None = None
    price: Decimal | None = None
    money_from: date | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit: in which row, which field, and what to do."""

    index: int
    field: str
    text: str


@dataclass(slots=True)
class _Books:
    """What the books already say about the words of these rows, read in four statements."""

    skus: dict[str, Sku]
    # A number in any of its spellings, or a code -> the SKU that goes by it.
    owners: dict[str, str]
    units: dict[str, set[str]]


def sku_row_faults(network: Place, rows: Sequence[SkuRow]) -> list[Fault]:
    """Everything that keeps these rows from being written, all at once, in their order."""
    books = _read(rows)
    times = Counter(row.code for row in rows)
    claims = _claims(rows)
    faults = []
    for index, row in enumerate(rows):
        found = [*_word_faults(row), *_book_faults(row, network, books), *_money_faults(row)]
        if times[row.code] > 1:
            found.append(("code", _("The file names this SKU more than once. Keep one row.")))
        found += _number_faults(row, books, claims)
        faults += [Fault(index, field_key, text) for field_key, text in found]
    return faults


def _read(rows: Sequence[SkuRow]) -> _Books:
    codes = {row.code for row in rows}
    values = {value for row in rows for value, _scheme, _unit in row.identifiers}
    spelt = {spelling for value in values for spelling in spellings(value)}
    skus = {sku.code: sku for sku in Sku.objects.filter(code__in=among(codes | values))}
    numbers = SkuIdentifier.objects.filter(value__in=among(spelt | codes)).values_list(
        "value", "sku__code"
    )
    units: dict[str, set[str]] = {}
    rows_of = UnitConversion.objects.filter(sku__code__in=among(codes))
    for code, unit in rows_of.values_list("sku__code", "unit"):
        units.setdefault(code, set()).add(unit)
    return _Books(skus, dict(numbers), units)


def _claims(rows: Iterable[SkuRow]) -> dict[str, set[str]]:
    """Which SKUs of the file claim a number, under its shortest spelling."""
    claims: dict[str, set[str]] = {}
    for row in rows:
        for value, _scheme, _unit in row.identifiers:
            claims.setdefault(min(spellings(value)), set()).add(row.code)
    return claims


def _word_faults(row: SkuRow) -> Iterator[tuple[str, str]]:
    if not is_code(row.code, 64):
        yield "code", _("A code has 1 to 64 printable characters and no spaces around it.")
    if len(row.name) > 200 or not row.name.isprintable():
        yield "name", _("A name has at most 200 printable characters.")
    if len(row.category) > DEEPEST or not all(is_code(name, 80) for name in row.category):
        yield "category", _("A category has at most 8 levels with names of at most 80 characters.")
    for unit, factor in row.units:
        if not is_code(unit, 20) or unit in Sku.BaseUnit.values or not 2 <= factor <= LARGEST_UNIT:
            yield "units", _("A unit has a short name and from 2 to 1,000,000 base units: case=12.")


def _book_faults(row: SkuRow, network: Place, books: _Books) -> Iterator[tuple[str, str]]:
    sku = books.skus.get(row.code)
    if sku is None:
        yield from _new_faults(row, books)
        return
    if sku.network_id != network.pk:
        yield "code", _("This SKU belongs to another network.")
    if row.kind and row.kind != sku.kind:
        yield (
            "kind",
            _("The SKU exists as “%(kind)s”; its kind cannot change.") % {"kind": sku.kind},
        )
    if row.base_unit and row.base_unit != sku.base_unit:
        text = _("The SKU is counted in “%(unit)s”; its base unit cannot change.")
        yield "base_unit", text % {"unit": sku.base_unit}
    if row.lifecycle and row.lifecycle != sku.lifecycle:
        text = _("The SKU is “%(status)s”. Change that on its page, or leave this empty.")
        yield "lifecycle", text % {"status": sku.lifecycle}


def _new_faults(row: SkuRow, books: _Books) -> Iterator[tuple[str, str]]:
    if not row.name:
        yield "name", _("This SKU is new, so it needs a name.")
    owner = books.owners.get(row.code)
    if owner is not None:
        yield "code", _("This is already an identifier of %(sku)s.") % {"sku": owner}
    if row.kind == Sku.Kind.KIT and row.lifecycle not in {"", Sku.Lifecycle.DRAFT}:
        yield "lifecycle", _("A new kit starts as draft: give it a recipe, then activate it.")


def _money_faults(row: SkuRow) -> Iterator[tuple[str, str]]:
    for key, amount in (("cost", row.cost), ("price", row.price)):
        if amount is not None and not fits(amount):
            yield key, _("An amount is 0 or more, with at most 4 decimal places.")


def _number_faults(
    row: SkuRow, books: _Books, claims: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    units = books.units.get(row.code, set()) | {unit for unit, _factor in row.units}
    for value, scheme, unit in row.identifiers:
        words = {"value": value}
        why = fault(value, scheme) if scheme else ""
        if not is_code(value, 64):
            yield "identifiers", _("An identifier has 1 to 64 printable characters.")
        elif why:
            yield "identifiers", _("%(value)s is not valid: %(why)s") % {**words, "why": why}
        if unit and unit not in units:
            text = _("%(value)s stands for the unit “%(unit)s”, which this SKU does not have.")
            yield "identifiers", text % {**words, "unit": unit}
        others = {books.owners.get(each) for each in spellings(value)} - {None, row.code}
        others |= claims[min(spellings(value))] - {row.code}
        if value in books.skus and value != row.code:
            others.add(value)
        if others:
            text = _("%(value)s also belongs to %(sku)s.")
            yield "identifiers", text % {**words, "sku": min(str(each) for each in others)}
