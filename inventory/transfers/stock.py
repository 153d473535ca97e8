"""What the origin has, and what a transfer sets aside there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inventory.catalog.models import Location, Sku
from inventory.ledger.commands import post_commands
from inventory.ledger.models import StockLevel
from inventory.transfers.errors import NotEnoughAtOrigin
from inventory.transfers.keeping import next_keys
from inventory.transfers.models import Transfer
from kernel.plain import clean_text

MOST_NAMED = 5


def sellable_at(location: Location, sku_ids: Iterable[int]) -> dict[int, int]:
    """What may still be promised at a location; a SKU it never had is 0."""
    wanted = list(sku_ids)
    rows = StockLevel.objects.filter(location=location, sku_id__in=wanted)
    return dict.fromkeys(wanted, 0) | {row.sku_id: row.sellable for row in rows}


def refuse_shortfall(transfer: Transfer, wanted: Mapping[Sku, int], *, what: str) -> None:
    """All lines at once. Raises NotEnoughAtOrigin."""
    has = sellable_at(transfer.from_location, [sku.pk for sku in wanted])
    short = [
        {"sku": sku.code, "has": max(0, has[sku.pk]), "asked": quantity}
        for sku, quantity in wanted.items()
        if has[sku.pk] < quantity
    ]
    if not short:
        return
    origin = transfer.from_location.name
    sentences = [
        _("%(origin)s has %(has)s of %(sku)s and %(asked)s were asked.")
        % {"origin": origin, **{k: f"{v:,}" if isinstance(v, int) else v for k, v in line.items()}}
        for line in short[:MOST_NAMED]
    ]
    more = len(short) - MOST_NAMED
    if more > 0:
        sentences.append(
            ngettext("%(n)s more line is short.", "%(n)s more lines are short.", more)
            % {"n": f"{more:,}"}
        )
    raise NotEnoughAtOrigin(what=what, shortfall=" ".join(sentences), lines=short)


def allocate(
    transfer: Transfer, quantities: Mapping[Sku, int], *, actor: User | None, at: datetime
) -> None:
    """Set the pieces aside at the origin. Refuses what `post_commands` refuses."""
    _post("allocate", transfer, quantities, actor=actor, at=at)


def release(
    transfer: Transfer,
    quantities: Mapping[Sku, int],
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    """What was set aside and is not shipped is free again. Refuses what `post_commands` refuses."""
    _post("deallocate", transfer, quantities, actor=actor, at=at, reason=reason)


def _post(
    verb: str,
    transfer: Transfer,
    quantities: Mapping[Sku, int],
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    number = next_keys(transfer)
    free = {"state" if verb == "allocate" else "to_state": "available"}
    events = [
        {
            "key": f"{transfer.reference}/{verb}/{number}/{sku.code}",
            "type": verb,
            "sku": sku.code,
            "location": transfer.from_location.code,
            "quantity": quantity,
            "reference": transfer.reference,
            "reason": clean_text(reason.strip(), longest=120),
            **free,
        }
        for sku, quantity in quantities.items()
        if quantity
    ]
    if events:
        post_commands(events, actor=actor, at=at)
