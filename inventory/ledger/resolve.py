"""Look up the words of a batch, set-based: SKUs, locations, units, recipes. Nothing is remembered
between batches, so nothing can go stale."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from inventory.catalog.models import Location, Sku
from inventory.ledger import sql
from inventory.ledger.canonical import MAX_QUANTITY, Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.facts import LocationFacts, Row, SkuFacts
from inventory.ledger.vocabulary import Ends, Kind


class RecipeLine(NamedTuple):
    component_id: int
    quantity: int
    valid_from: datetime
    valid_to: datetime | None


class Catalogue:
    """What the catalogue says about the words of one batch, read in at most six statements."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.skus = _skus({draft.sku_text for draft in drafts} - {""})
        places = {draft.location_text for draft in drafts} | {draft.to_text for draft in drafts}
        self.locations = _locations(places - {""})
        self.units: dict[tuple[int, str], int] = {}
        if any(draft.sent_unit for draft in drafts) or any(sku.unit for sku in self.skus.values()):
            self.units = _units(sku.id for sku in self.skus.values())
        kits = [sku.id for sku in self.skus.values() if sku.kit]
        self.recipes = _recipes(kits) if kits else {}

    def sku(self, text: str) -> SkuFacts:
        found = self.skus.get(text)
        if found is None:
            raise Unfit("unknown_sku", f"No SKU has the code or identifier {text}.")
        return found

    def location(self, text: str, scope_paths: tuple[str, ...] | None) -> LocationFacts:
        found = self.locations.get(text)
        if found is None:
            raise Unfit("unknown_location", f"No stock location has the code {text}.")
        if scope_paths is not None and not found.path.startswith(scope_paths):
            raise Unfit("location_out_of_scope", f"Location {text} is outside the client's places.")
        return found

    def factor(self, sku: SkuFacts, unit: str) -> int:
        """How many base units one of `unit` is."""
        if unit in ("", sku.base_unit):
            return 1
        factor = self.units.get((sku.id, unit))
        if factor is None:
            raise Unfit("unknown_unit", f"SKU {sku.code} has no unit {unit}.")
        return factor

    def recipe(self, kit: SkuFacts, at: datetime) -> list[RecipeLine]:
        """The components of a kit that are valid at a moment."""
        lines = [
            line
            for line in self.recipes.get(kit.id, ())
            if line.valid_from <= at and (line.valid_to is None or at < line.valid_to)
        ]
        if not lines:
            raise Unfit("kit_without_recipe", f"Kit {kit.code} has no recipe at {at.isoformat()}.")
        return lines


def bind(draft: Draft, catalogue: Catalogue, scope_paths: tuple[str, ...] | None) -> None:
    """Give a draft its SKU, places and quantity in base units. Raises Unfit."""
    draft.quantity, draft.unit = draft.sent_quantity, draft.sent_unit
    draft.to_location = None
    draft.sku_id = draft.location_id = draft.to_location_id = None
    if draft.sku_text:
        sku = draft.sku = catalogue.sku(draft.sku_text)
        draft.sku_id = sku.id
        unit = draft.unit or sku.unit
        if unit:
            draft.quantity = _in_base_units(draft.quantity, catalogue.factor(sku, unit))
            draft.unit = ""
        if sku.kit and not draft.plan.row.kit and draft.plan.row.kind is not Kind.UNDOES:
            raise Unfit("kit_has_no_stock", f"{sku.code} is a kit and has no stock of its own.")
    if draft.location_text:
        location = draft.location = catalogue.location(draft.location_text, scope_paths)
        draft.location_id = location.id
    if draft.to_text:
        to_location = draft.to_location = catalogue.location(draft.to_text, scope_paths)
        draft.to_location_id = to_location.id


def rows_of(draft: Draft, catalogue: Catalogue) -> list[Row]:
    """The movements of an event that moves: one, or one per component of a kit. Raises Unfit."""
    sku, location_id = draft.sku, draft.location.id
    to_location_id = draft.to_location_id or location_id
    frm, to = draft.plan.ends
    if not sku.kit:
        return [(sku.id, location_id, frm, to_location_id, to, draft.quantity)]
    rows = []
    for line in catalogue.recipe(sku, draft.occurred_at):
        quantity = _in_base_units(draft.quantity, line.quantity)
        rows.append((line.component_id, location_id, frm, to_location_id, to, quantity))
    return rows


def _in_base_units(quantity: int, factor: int) -> int:
    if quantity * factor > MAX_QUANTITY:
        raise Unfit("bad_quantity", f"{quantity} x {factor} base units is over {MAX_QUANTITY:,}.")
    return quantity * factor


def misfits(draft: Draft) -> tuple[str, ...]:
    """What does not fit the rules about an event that has happened all the same."""
    row = draft.plan.row
    if row.kind in (Kind.UNDOES, Kind.CLAIMS):
        return ()
    sku, location, to_location = draft.sku, draft.location, draft.to_location
    notes = []
    if sku.lifecycle != Sku.Lifecycle.ACTIVE and (
        row.supply or sku.lifecycle == Sku.Lifecycle.DRAFT
    ):
        notes.append("sku_not_active")
    if not _works(location, row) or not (to_location is None or _receives(to_location)):
        notes.append("location_not_open")
    if row.reason and not draft.reason:
        notes.append("reason_missing")
    if location.network_id != sku.network_id:
        notes.append("other_network")
    return tuple(notes)


def _works(location: LocationFacts, row: Ends) -> bool:
    if location.lifecycle == Location.Lifecycle.OPEN:
        return True
    if location.lifecycle == Location.Lifecycle.SUSPENDED:
        return not row.promise
    return row.stocking and location.lifecycle == Location.Lifecycle.PLANNED


def _receives(location: LocationFacts) -> bool:
    return location.lifecycle != Location.Lifecycle.CLOSED


# --- the look-ups -----------------------------------------------------------------------------

_SKU_COLUMNS = "id, code, kind = 'kit', lifecycle, network_id, base_unit"


def _skus(texts: set[str]) -> dict[str, SkuFacts]:
    """By code first, then by identifier: a code always wins."""
    rows = sql.rows(f"SELECT {_SKU_COLUMNS} FROM catalog_sku WHERE code = ANY(%s)", list(texts))
    found = {row[1]: SkuFacts._make((*row, "")) for row in rows}
    missing = texts - found.keys()
    if missing:
        columns = ", ".join("s." + column for column in _SKU_COLUMNS.split(", "))
        rows = sql.rows(
            f"SELECT i.value, {columns}, i.unit FROM catalog_skuidentifier i"
            " JOIN catalog_sku s ON s.id = i.sku_id WHERE i.value = ANY(%s)",
            list(missing),
        )
        found.update((row[0], SkuFacts(*row[1:])) for row in rows)
    return found


def _locations(texts: set[str]) -> dict[str, LocationFacts]:
    rows = sql.rows(
        "SELECT p.id, p.code, l.lifecycle, p.path FROM accounts_place p"
        " JOIN catalog_location l ON l.place_id = p.id WHERE p.code = ANY(%s)",
        list(texts),
    )
    return {row[1]: LocationFacts._make((*row, int(row[3].split("/")[1]))) for row in rows}


def paths_of(location_ids: Iterable[int]) -> dict[int, str]:
    """The paths of places known by id."""
    return dict(
        sql.rows("SELECT id, path FROM accounts_place WHERE id = ANY(%s)", list(location_ids))
    )


def _units(sku_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = sql.rows(
        "SELECT sku_id, unit, factor FROM catalog_unitconversion WHERE sku_id = ANY(%s)",
        list(sku_ids),
    )
    return {(sku_id, unit): factor for sku_id, unit, factor in rows}


def _recipes(kit_ids: list[int]) -> dict[int, list[RecipeLine]]:
    rows = sql.rows(
        "SELECT kit_id, component_id, quantity, valid_from, valid_to FROM catalog_kitcomponent"
        " WHERE kit_id = ANY(%s) ORDER BY component_id, id",
        kit_ids,
    )
    found: dict[int, list[RecipeLine]] = defaultdict(list)
    for kit_id, *line in rows:
        found[kit_id].append(RecipeLine(*line))
    return found
