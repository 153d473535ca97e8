"""Look up the words of a batch, set-based: SKUs, locations, units, recipes. Nothing is remembered
between batches, so nothing can go stale."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from inventory.catalog.queries import (
    COUNT,
    LOCATION_ALLOWS,
    PROMISE,
    SERVE,
    SKU_ALLOWS,
    STOCK,
    SUPPLY,
)
from inventory.ledger import sql
from inventory.ledger.batch import Batch
from inventory.ledger.canonical import Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.digests import digest_of
from inventory.ledger.facts import LocationFacts, Row, SkuFacts
from inventory.ledger.values import MAX_QUANTITY
from inventory.ledger.vocabulary import Ends, Kind

# Members of an enumeration are looked up by name at each use; these are used at every event.
MOVES, CLAIMS, UNDOES = Kind.MOVES, Kind.CLAIMS, Kind.UNDOES


class RecipeLine(NamedTuple):
    component_id: int
    quantity: int
    valid_from: datetime
    valid_to: datetime | None


class Catalogue:
    """What the catalogue says about the words of one batch."""

    def __init__(self, batch: Batch, ask: sql.Ask) -> None:
        """Ask for SKUs and locations; `load` takes in the answers and asks for what is rarer."""
        self.texts = batch.words("sku")
        self.asked_skus = ask(SKUS, sql.text_array(self.texts))
        places = batch.words("location", "to_location")
        self.asked_locations = ask(LOCATIONS, sql.text_array(places))
        self.scope_paths = batch.scope_paths
        self.units: dict[tuple[int, str], int] = {}
        self.recipes: dict[int, list[RecipeLine]] = {}

    def load(self, *, units_sent: bool) -> None:
        self.skus = {row[1]: SkuFacts._make(row) for row in self.asked_skus.fetchall()}
        found = {row[1]: LocationFacts._make(row) for row in self.asked_locations.fetchall()}
        if self.scope_paths is None:
            self.locations = found
        else:
            inside = self.scope_paths
            self.locations = {c: at for c, at in found.items() if at.path.startswith(inside)}
        self.foreign = found.keys() - self.locations.keys()
        missing = self.texts - self.skus.keys() - {""}
        if missing:
            self.skus |= _by_identifier(missing)
        if units_sent or any(self.skus[text].unit for text in missing & self.skus.keys()):
            self.units = _units(sku.id for sku in self.skus.values())
        kits = [sku.id for sku in self.skus.values() if sku.kit]
        if kits:
            self.recipes = _recipes(kits)

    def no_location(self, text: str) -> Unfit:
        if text in self.foreign:
            return Unfit(
                "location_out_of_scope", f"Location {text} is outside the client's places."
            )
        return Unfit("unknown_location", f"No stock location has the code {text}.")

    def factor(self, sku: SkuFacts, unit: str) -> int:
        """How many base units one of `unit` is."""
        if unit == sku.base_unit:
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


def bind(draft: Draft, catalogue: Catalogue) -> None:
    """Give a draft its SKU, places, quantity in base units, rows and notes. Raises Unfit."""
    draft.target, draft.undone = None, False
    draft.rows, draft.notes = [], ()
    draft.sku_id = draft.location_id = draft.to_location_id = draft.to_location = None
    if draft.sku_text:
        sku = catalogue.skus.get(draft.sku_text)
        if sku is None:
            raise Unfit("unknown_sku", f"No SKU has the code or identifier {draft.sku_text}.")
        draft.sku, draft.sku_id = sku, sku.id
        if draft.unit or sku.unit:
            _convert(draft, catalogue)
    _bind_places(draft, catalogue)
    kind = draft.plan.row.kind
    if kind is UNDOES:
        return
    if draft.sku.kit or kind is not MOVES:
        draft.rows = _rows(draft, catalogue)
    else:
        to_id = draft.to_location_id or draft.location.id
        frm, to = draft.plan.ends
        draft.rows = [(draft.sku.id, draft.location.id, frm, to_id, to, draft.quantity)]
    if kind is not CLAIMS:
        draft.notes = _misfits(draft)


def _convert(draft: Draft, catalogue: Catalogue) -> None:
    """From the unit sent, or the one a scanned code stands for, to base units."""
    factor = catalogue.factor(draft.sku, draft.unit or draft.sku.unit)
    draft.quantity, draft.unit = _in_base_units(draft.quantity, factor), ""
    draft.digest = digest_of(draft)


def _bind_places(draft: Draft, catalogue: Catalogue) -> None:
    if draft.location_text:
        location = catalogue.locations.get(draft.location_text)
        if location is None:
            raise catalogue.no_location(draft.location_text)
        draft.location, draft.location_id = location, location.id
    if draft.to_text:
        to_location = catalogue.locations.get(draft.to_text)
        if to_location is None:
            raise catalogue.no_location(draft.to_text)
        draft.to_location, draft.to_location_id = to_location, to_location.id


def _rows(draft: Draft, catalogue: Catalogue) -> list[Row]:
    """Of a kit: one movement per component. Counts and claims move nothing by themselves."""
    sku, location_id = draft.sku, draft.location.id
    if not sku.kit:
        return []
    if not draft.plan.row.kit:
        raise Unfit("kit_has_no_stock", f"{sku.code} is a kit and has no stock of its own.")
    to_location_id = draft.to_location_id or location_id
    frm, to = draft.plan.ends
    rows = []
    for line in catalogue.recipe(sku, draft.occurred_at):
        quantity = _in_base_units(draft.quantity, line.quantity)
        rows.append((line.component_id, location_id, frm, to_location_id, to, quantity))
    return rows


def _in_base_units(quantity: int, factor: int) -> int:
    if quantity * factor > MAX_QUANTITY:
        raise Unfit("bad_quantity", f"{quantity} x {factor} base units is over {MAX_QUANTITY:,}.")
    return quantity * factor


def _misfits(draft: Draft) -> tuple[str, ...]:
    """What does not fit the rules about an event that has happened all the same."""
    row, sku, location, to_location = draft.plan.row, draft.sku, draft.location, draft.to_location
    notes = []
    if not sku.active and _sku_act(row) not in SKU_ALLOWS[sku.lifecycle]:
        notes.append("sku_not_active")
    if not location.open and _place_act(row) not in LOCATION_ALLOWS[location.lifecycle]:
        notes.append("location_not_open")
    if to_location and not to_location.open and STOCK not in LOCATION_ALLOWS[to_location.lifecycle]:
        notes.append("to_location_not_open")
    if row.reason and not draft.reason:
        notes.append("reason_missing")
    if location.network_id != sku.network_id:
        notes.append("other_network")
    return tuple(notes)


def _sku_act(row: Ends) -> str:
    """What a type does with the SKU; the lifecycles tell only supply from the rest."""
    return SUPPLY if row.supply else COUNT


def _place_act(row: Ends) -> str:
    if row.promise:
        return PROMISE
    return STOCK if row.stocking else SERVE


# --- the look-ups -----------------------------------------------------------------------------

_SKU_COLUMNS = "s.id, s.code, s.kind = 'kit', s.lifecycle, s.network_id, s.base_unit"
SKUS = f"SELECT {_SKU_COLUMNS}, '', s.lifecycle = 'active' FROM catalog_sku s WHERE s.code = ANY(%s::text[])"
LOCATIONS = (
    "SELECT p.id, p.code, l.lifecycle, p.path, split_part(p.path, '/', 2)::bigint,"
    " l.lifecycle = 'open' FROM accounts_place p"
    " JOIN catalog_location l ON l.place_id = p.id WHERE p.code = ANY(%s::text[])"
)


def _by_identifier(texts: set[str]) -> dict[str, SkuFacts]:
    """What is no code may be an identifier: a code always wins."""
    rows = sql.rows(
        f"SELECT i.value, {_SKU_COLUMNS}, i.unit, s.lifecycle = 'active'"
        " FROM catalog_skuidentifier i JOIN catalog_sku s ON s.id = i.sku_id"
        " WHERE i.value = ANY(%s::text[])",
        sql.text_array(texts),
    )
    return {row[0]: SkuFacts._make(row[1:]) for row in rows}


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
