"""How a transfer is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from inventory.transfers.models import Shipment, Shortage, ShortageLine, Transfer
from inventory.transfers.models.transfer import reference_of
from inventory.transfers.queries.progress import Numbers, progress_of_many

NUMBERS = ("allocated", "shipped", "accepted", "damaged", "lost", "returned", "in_transit")


def shown(transfers: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Transfers with lines and shipments; five statements whatever their number."""
    ids = [each.pk for each in transfers]
    progress = progress_of_many(transfers)
    missing = _missing(ids)
    rows = Transfer.objects.filter(pk__in=ids).prefetch_related("lines__sku", "shipments")
    parts = {row.pk: row for row in rows}
    return [
        {
            "reference": each.reference,
            "status": each.status,
            "waits_for": each.state.waits_for,
            "from": each.from_location.code,
            "to": each.to_location.code,
            "reason": each.reason,
            "note": each.note,
            "needed_by": each.needed_by and each.needed_by.isoformat(),
            "copied_from": reference_of(each.copied_from_id),
            "created_at": each.created_at.isoformat(),
            "version": each.version,
            "lines": [
                {
                    "sku": line.sku.code,
                    "asked": line.asked,
                    "approved": line.approved,
                    "missing": missing[each.pk][line.sku_id],
                    **_numbers(progress[each.pk].of(line.sku_id)),
                }
                for line in parts[each.pk].lines.all()
            ],
            "shipments": [_shipment(one) for one in parts[each.pk].shipments.all()],
        }
        for each in transfers
    ]


def shortages_shown(transfer: Transfer) -> list[dict[str, Any]]:
    """What is said to be missing, newest first."""
    rows = transfer.shortages.select_related("shipment").prefetch_related("lines__sku")
    return [
        {
            "reference": one.reference,
            "shipment": one.shipment.number,
            "status": one.status,
            "note": one.note,
            "reported_at": one.reported_at.isoformat(),
            "settled_at": one.settled_at and one.settled_at.isoformat(),
            "lines": [{"sku": line.sku.code, "claimed": line.claimed} for line in one.lines.all()],
        }
        for one in rows
    ]


def _numbers(numbers: Numbers) -> dict[str, int]:
    return {name: getattr(numbers, name) for name in NUMBERS}


def _missing(ids: list[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = ShortageLine.objects.filter(
        shortage__transfer_id__in=ids, shortage__status__in=Shortage.OPEN
    )
    for transfer_id, sku_id, claimed in rows.values_list(
        "shortage__transfer_id", "sku_id", "claimed"
    ):
        found[transfer_id][sku_id] += claimed
    return found


def _shipment(one: Shipment) -> dict[str, Any]:
    names = ("number", "reference", "status", "carrier", "tracking", "receipt")
    return {name: getattr(one, name) for name in names} | {
        "shipped_at": one.shipped_at and one.shipped_at.isoformat(),
        "due_at": one.due_at and one.due_at.isoformat(),
    }
