"""SKUs from a file: names, categories, barcodes, units, costs and prices."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Place, User
from inventory.catalog.gtin import SCHEMES, fault
from inventory.catalog.models import Sku, SkuIdentifier
from inventory.catalog.models.sku import networks_of
from inventory.catalog.rows import SkuRow, sku_row_faults
from inventory.catalog.services.bulk_skus import upsert_skus
from inventory.catalog.sql import among
from workbench.imports.fields import Field, Kind, Misfit
from workbench.imports.kinds import Batch, Checked, ImportKind, Option, Problem, Row

MOST_NUMBERS = 20


def read_category(text: str) -> tuple[str, ...]:
    """ "Home > Mugs" as its steps."""
    steps = tuple(step.strip() for step in text.split(">"))
    if not all(steps):
        raise Misfit(_("Write the steps from the top down, such as Home > Mugs."))
    return steps


def read_numbers(text: str) -> list[tuple[str, str]]:
    """ "5012345678900; 15012345678907=case" as numbers and the unit each stands for."""
    made = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        value, _sign, unit = part.partition("=")
        made.append((value.strip(), unit.strip()))
    if len(made) > MOST_NUMBERS:
        raise Misfit(_("At most 20 numbers fit into one row."))
    return made


def read_barcodes(text: str) -> tuple[tuple[str, str, str], ...]:
    """Numbers as long as a barcode must have its check digit; others are kept as they are."""
    made = []
    for value, unit in read_numbers(text):
        scheme = SCHEMES.get(len(value)) if value.isascii() and value.isdigit() else None
        why = fault(value, scheme) if scheme else ""
        if why:
            raise Misfit(_("%(value)s is no barcode: %(why)s") % {"value": value, "why": why})
        made.append((value, scheme or SkuIdentifier.Scheme.OTHER, unit))
    return tuple(made)


def read_supplier_numbers(text: str) -> tuple[tuple[str, str, str], ...]:
    scheme = SkuIdentifier.Scheme.SUPPLIER
    return tuple((value, scheme, unit) for value, unit in read_numbers(text))


def read_units(text: str) -> tuple[tuple[str, int], ...]:
    """ "case=12; pallet=480" as names and how many base units they hold."""
    made = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        unit, _sign, count = (step.strip() for step in part.partition("="))
        if not unit or not count.isdecimal() or len(count) > 7:
            raise Misfit(_("Write units as name=number, such as case=12; pallet=480."))
        made.append((unit, int(count)))
    return tuple(made)


FIELDS = (
    Field("code", "Code", required=True, max_length=64, example="MK-2041-NVY-M",
          hint=gettext_lazy("Names the SKU. A known code changes it, a new one makes it."),
          aliases=("sku", "sku code", "item", "item code", "stock code", "article", "product id")),
    Field("name", "Name", max_length=200, example="Merino crew, navy, M",
          hint=gettext_lazy("Needed for a new SKU."),
          aliases=("description", "title", "product", "product name", "item name")),
    Field("category", "Category", max_length=600, example="Clothing > Knitwear",
          hint=gettext_lazy("From the top down, parted by >. Missing ones are made."),
          aliases=("category path", "department", "group"), read=read_category),
    Field("barcodes", "Barcodes", max_length=1000, example="5012345678900; 15012345678907=case",
          hint=gettext_lazy("Parted by semicolons. =unit says that one scan is a whole unit."),
          aliases=("barcode", "ean", "ean13", "gtin", "upc"), read=read_barcodes),
    Field("supplier_numbers", "Supplier numbers", max_length=1000, example="SUP-77/4",
          aliases=("supplier code", "supplier sku", "supplier number"),
          read=read_supplier_numbers),
    Field("units", "Units", max_length=200, example="case=12; pallet=480",
          hint=gettext_lazy("How many base units each holds."),
          aliases=("unit conversions", "pack size", "packs"), read=read_units),
    Field("base_unit", "Base unit", Kind.CHOICE, example="piece",
          choices={value: value for value in Sku.BaseUnit.values},
          hint=gettext_lazy("For a new SKU; empty means piece."), aliases=("uom", "counted in")),
    Field("kind", "Kind", Kind.CHOICE, example="simple",
          choices={value: value for value in Sku.Kind.values},
          hint=gettext_lazy("For a new SKU; empty means simple.")),
    Field("lifecycle", "Lifecycle", Kind.CHOICE, example="active",
          choices={value: value for value in Sku.Lifecycle.values},
          hint=gettext_lazy("For a new SKU; empty means active, for a kit draft."), aliases=("status",)),
    Field("cost", "Standard cost", Kind.DECIMAL, minimum=0, example="8.40",
          hint=gettext_lazy("Per base unit, in the network's currency."),
          aliases=("cost", "unit cost", "cost price")),
    Field("price", "Retail price", Kind.DECIMAL, minimum=0, example="29.00",
          hint=gettext_lazy("Per base unit, in the network's currency."),
          aliases=("price", "unit price", "rrp", "selling price")),
    Field("money_from", "Prices from", Kind.DATE, example="2026-11-21",
          hint=gettext_lazy("The day cost and price hold from; empty means today."),
          aliases=("valid from", "price from")),
)  # fmt: skip
# A field of the row -> the column it is told under.
TOLD = {"identifiers": ("barcodes", "supplier_numbers")}


def check(batch: Batch) -> Checked:
    """Everything that keeps the rows from being written, and how many SKUs would be new."""
    network = _network(batch)
    rows = [_sku_row(row) for row in batch.rows]
    faults = sku_row_faults(network, rows)
    problems = [
        Problem(batch.rows[fault.index].number, _told(fault.field, rows[fault.index]), fault.text)
        for fault in faults
    ]
    known = Sku.objects.filter(code__in=among({row.code for row in rows})).count()
    return Checked(problems, {"new": len({row.code for row in rows}) - known, "known": known})


def apply(batch: Batch) -> dict[str, int]:
    done = upsert_skus(
        network=_network(batch),
        rows=[_sku_row(row) for row in batch.rows],
        actor=batch.actor,
        at=batch.at,
        reason=batch.reason,
    )
    return {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}


def _told(field: str, row: SkuRow) -> str:
    """Faults of identifiers are told where the first of them stands."""
    if field not in TOLD:
        return field
    supplied = all(scheme == SkuIdentifier.Scheme.SUPPLIER for _v, scheme, _u in row.identifiers)
    return TOLD[field][supplied]


def _network(batch: Batch) -> Place:
    return Place.objects.get(code=batch.options["network"])


def _sku_row(row: Row) -> SkuRow:
    return SkuRow(
        code=row["code"],
        name=row["name"] or "",
        category=row["category"] or (),
        kind=row["kind"] or "",
        base_unit=row["base_unit"] or "",
        lifecycle=row["lifecycle"] or "",
        identifiers=(*(row["barcodes"] or ()), *(row["supplier_numbers"] or ())),
        units=row["units"] or (),
        cost=row["cost"],
        price=row["price"],
        money_from=row["money_from"],
    )


def network_choices(user: User) -> list[tuple[str, str]]:
    """The networks the person sees as a whole."""
    networks = Place.objects.filter(pk__in=networks_of(user), path__in=user.scope_paths)
    return [(place.code, str(place)) for place in networks.order_by("code")]


SKUS = ImportKind(
    key="skus",
    label=gettext_lazy("SKUs"),
    about=gettext_lazy("Names, categories, barcodes, units, costs and prices. Known codes change."),
    permission="catalog.import",
    fields=FIELDS,
    check=check,
    apply=apply,
    options=(Option("network", gettext_lazy("Network"), network_choices),),
    page_url_name="inventory:import",
    result_url_name="inventory:skus",
)
