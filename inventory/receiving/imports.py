"""Expected deliveries from a file: one row per SKU, rows of one document and location together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.catalog.models import Location, Sku, UnitConversion
from inventory.catalog.queries import Named, resolve_codes
from inventory.receiving.errors import DeliveryKnown
from inventory.receiving.policies import MOST
from inventory.receiving.services import announce_delivery
from kernel.errors import DomainError
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Batch, Checked, ImportKind, Problem, Row

# A document's rows are never parted: one chunk holds as many as a file may have.
CHUNK = 100_000
FIELDS = (
    Field("document", "Document", required=True, max_length=80, example="PO-4711",
          hint=gettext_lazy("Rows with the same document and location are one delivery."),
          aliases=("po", "po number", "order", "purchase order", "asn", "delivery note")),
    Field("location", "Location", required=True, max_length=40, example="DC-NORTH",
          hint=gettext_lazy("Its code."), aliases=("location code", "store", "site", "ship to")),
    Field("sender", "From", max_length=160, example="Mill Pottery",
          aliases=("supplier", "vendor", "sender")),
    Field("due_at", "Due", Kind.MOMENT, example="2026-11-23T10:00+00:00",
          aliases=("due date", "expected at", "eta", "delivery date", "date")),
    Field("sku", "SKU", required=True, max_length=64, example="MK-2041-NVY-M",
          hint=gettext_lazy("Its code or a barcode."), aliases=("sku code", "code", "item", "ean")),
    Field("quantity", "Quantity", Kind.INTEGER, required=True, minimum=1, maximum=MOST,
          example="24", aliases=("qty", "units", "ordered", "order quantity")),
    Field("unit", "Unit", max_length=20, example="case",
          hint=gettext_lazy("A unit of the SKU; empty means its base unit."), aliases=("uom",)),
)  # fmt: skip
FIELD_OF = {
    "document_missing": "document",
    "receipt_outside_scope": "location",
    "sku_twice": "sku",
    "sku_of_other_network": "sku",
    "kit_not_delivered": "sku",
    "sku_not_active": "sku",
    "location_not_open": "location",
    "quantity_unfit": "quantity",
}


class Told(NamedTuple):
    """One document of a file, with the rows that tell of it."""

    rows: list[Row]
    location: Location
    lines: list[tuple[Sku, int]]


def check_of(kind: str, batch: Batch) -> Checked:
    """Announce everything, see what is refused, and take it all back."""
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    with transaction.atomic():
        for told in _documents(batch.rows, problems):
            counts[_announced(kind, told, batch, problems)] += 1
        transaction.set_rollback(True)
    return Checked(problems, {"new": counts["created"], "duplicate": counts["duplicate"]})


def apply_of(kind: str, batch: Batch) -> dict[str, int]:
    problems: list[Problem] = []
    counts = Counter(
        _announced(kind, told, batch, problems) for told in _documents(batch.rows, problems)
    )
    counts.pop("", None)
    return dict(counts) | ({"rejected": len(problems)} if problems else {})


def _announced(kind: str, told: Told, batch: Batch, problems: list[Problem]) -> str:
    first = told.rows[0]
    try:
        with transaction.atomic():
            announce_delivery(
                kind=kind,
                document=first["document"],
                location=told.location,
                sender=first["sender"] or "",
                due_at=first["due_at"],
                lines=told.lines,
                actor=batch.actor,
                at=batch.at,
            )
    except DeliveryKnown:
        return "duplicate"
    except DomainError as error:
        problems.append(Problem(first.number, FIELD_OF.get(error.code, ""), error.sentence))
        return ""
    return "created"


def _documents(rows: Sequence[Row], problems: list[Problem]) -> Iterator[Told]:
    """The rows by document and location; a row that names nothing known leaves its document out."""
    codes = {row["location"] for row in rows}
    places = {
        row.code: row
        for row in Location.objects.select_related("place").filter(place__code__in=codes)
    }
    named = resolve_codes({row["sku"] for row in rows})
    skus = Sku.objects.in_bulk({one.sku_id for one in named.values()})
    factors = _factors(skus)
    for group in _grouped(rows):
        faults = list(_faults(group, places, named, factors))
        problems += faults
        if not faults:
            lines = [_line(row, named[row["sku"]], skus, factors) for row in group]
            yield Told(group, places[group[0]["location"]], lines)


def _grouped(rows: Iterable[Row]) -> list[list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["document"], row["location"]), []).append(row)
    return list(found.values())


def _factors(skus: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = UnitConversion.objects.filter(sku_id__in=list(skus))
    return {(row.sku_id, row.unit): row.factor for row in rows}


def _faults(
    group: Sequence[Row],
    places: dict[str, Location],
    named: dict[str, Named],
    factors: dict[tuple[int, str], int],
) -> Iterator[Problem]:
    for row in group:
        if row["location"] not in places:
            yield Problem(row.number, "location", _("There is no location with this code."))
        hit = named.get(row["sku"])
        if hit is None:
            yield Problem(row.number, "sku", _("There is no SKU with this code or barcode."))
        elif row["unit"] and (hit.sku_id, row["unit"]) not in factors:
            yield Problem(row.number, "unit", _("This SKU has no such unit."))


def _line(
    row: Row, hit: Named, skus: dict[int, Sku], factors: dict[tuple[int, str], int]
) -> tuple[Sku, int]:
    unit = row["unit"] or hit.unit
    return skus[hit.sku_id], int(row["quantity"]) * factors.get((hit.sku_id, unit), 1)


def _kind(key: str, delivery: str, label: Any, about: Any) -> ImportKind:
    return ImportKind(
        key=key,
        label=label,
        about=about,
        permission="receipts.import",
        fields=FIELDS,
        check=lambda batch: check_of(delivery, batch),
        apply=lambda batch: apply_of(delivery, batch),
        page_url_name="inventory:import",
        result_url_name="inventory:receipts",
        chunk=CHUNK,
    )


PURCHASE_ORDERS = _kind(
    "purchase-orders",
    "purchase_order",
    gettext_lazy("Purchase orders"),
    gettext_lazy("What was ordered and when it should arrive. It is put on order."),
)
ADVANCE_NOTICES = _kind(
    "advance-notices",
    "advance_notice",
    gettext_lazy("Advance notices"),
    gettext_lazy("What suppliers say is on its way. Known documents are left as they are."),
)
