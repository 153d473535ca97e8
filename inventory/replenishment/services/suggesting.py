"""Find what should move, and write it down for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from inventory.replenishment.formula import COVER_DAYS, SALES_DAYS, TARGET_DAYS, enough_for
from inventory.replenishment.models import QuietCell, Round, Suggestion
from inventory.replenishment.queries.cells import CellStock, helpful_cells, needy_cells

MOST_KEPT = 500


@transaction.atomic
def suggest_moves(*, at: datetime) -> int:
    """Write the suggestions anew, soonest sell-out first; answers how many. Refuses nothing.

    What was dismissed or drafted a while ago asks for nothing yet.

    What an origin gives to one place it does not give to another, and it keeps what it sells itself.
    """
    since = at - timedelta(days=SALES_DAYS)
    quiet = set(QuietCell.objects.at(at).values_list("sku_id", "to_location_id"))
    asking = needy_cells(since=since, until=at)
    needy = [cell for cell in asking if (cell.sku_id, cell.location_id) not in quiet]
    helpful = helpful_cells({cell.sku_id for cell in needy}, since=since, until=at)
    made = list(_matched(needy, helpful, at))
    Suggestion.objects.all().delete()
    Suggestion.objects.bulk_create(made)
    Round.objects.ended(at)
    return len(made)


def _matched(
    needy: Iterable[CellStock], helpful: Iterable[CellStock], at: datetime
) -> Iterable[Suggestion]:
    spare: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    known = {}
    for cell in helpful:
        known[cell.sku_id, cell.location_id] = cell
        left = cell.has - enough_for(cell.sold, TARGET_DAYS)
        if left > 0:
            spare[cell.sku_id, cell.network][cell.location_id] = left
    count = 0
    for cell in needy:
        reorder = enough_for(cell.sold, COVER_DAYS)
        givers = spare[cell.sku_id, cell.network]
        others = {place: left for place, left in givers.items() if place != cell.location_id}
        if cell.has >= reorder or not others:
            continue
        origin = max(others, key=lambda place: (others[place], -place))
        target = enough_for(cell.sold, TARGET_DAYS)
        quantity = min(target - cell.has, others[origin])
        if quantity < 1:
            continue
        givers[origin] -= quantity
        if givers[origin] < 1:
            del givers[origin]
        giver = known[cell.sku_id, origin]
        yield _suggestion(cell, giver, quantity, reorder=reorder, target=target, at=at)
        count += 1
        if count == MOST_KEPT:
            return


def _suggestion(
    cell: CellStock,
    giver: CellStock,
    quantity: int,
    *,
    reorder: int,
    target: int,
    at: datetime,
) -> Suggestion:
    days = cell.has * SALES_DAYS // cell.sold
    return Suggestion(
        sku_id=cell.sku_id,
        from_location_id=giver.location_id,
        to_location_id=cell.location_id,
        quantity=quantity,
        to_has=cell.has,
        to_sold=cell.sold,
        from_has=giver.has,
        from_sold=giver.sold,
        reorder_point=reorder,
        target=target,
        sells_out_on=(at + timedelta(days=days)).date(),
        computed_at=at,
    )
