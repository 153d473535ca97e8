"""Events as sources report them, the same for the ledger, for bare SQL and for the API."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple

from bench.bulk import Size
from inventory.ledger.services import Delivery
from inventory.ledger.vocabulary import End, EventType

# type, its share, from, to; one movement each, in every corner of the stock.
MIX = [
    (EventType.SALE, 60, End.AVAILABLE, End.CUSTOMER),
    (EventType.RECEIPT, 10, End.SUPPLIER, End.AVAILABLE),
    (EventType.RESERVE, 7, End.AVAILABLE, End.RESERVED),
    (EventType.ALLOCATE, 6, End.RESERVED, End.ALLOCATED),
    (EventType.SHIP, 6, End.ALLOCATED, End.CUSTOMER),
    (EventType.RETURN_RECEIVE, 3, End.CUSTOMER, End.RETURNED),
    (EventType.INSPECT_PASS, 2, End.RETURNED, End.AVAILABLE),
    (EventType.DAMAGE, 1, End.AVAILABLE, End.DAMAGED),
    (EventType.TRANSFER_SHIP, 3, End.ALLOCATED, End.IN_TRANSIT),
    (EventType.TRANSFER_RECEIVE, 2, End.IN_TRANSIT, End.AVAILABLE),
]
_KINDS = [row[0] for row in MIX]
_SHARES = [row[1] for row in MIX]
_ENDS = {row[0]: row[2:] for row in MIX}


class Made(NamedTuple):
    """One event: as it is sent, and as the rows it becomes."""

    payload: dict[str, Any]
    raw: str
    type: EventType
    sku_id: int
    location_id: int
    to_location_id: int
    frm: End
    to: End
    quantity: int
    occurred_at: datetime

    @property
    def delivery(self) -> Delivery:
        return Delivery(self.payload, self.raw)


class Maker:
    """Makes events over the catalogue of the bench; every key is new."""

    def __init__(self, size: Size, *, seed: int = 1) -> None:
        self.size = size
        self.random = Random(seed)
        self.numbers = count()
        # Keys of an earlier run in a kept database stay apart.
        self.run = f"{datetime.now(tz=UTC):%y%m%d%H%M%S}"

    def batch(self, number: int) -> list[Made]:
        return [self.one() for _ in range(number)]

    def one(self) -> Made:
        kind = self.random.choices(_KINDS, _SHARES)[0]
        sku, store = (
            self.random.randint(1, self.size.skus),
            self.random.randint(1, self.size.locations),
        )
        moment = datetime.now(tz=UTC) - timedelta(seconds=self.random.randint(1, 1_800))
        number = next(self.numbers)
        payload: dict[str, Any] = {
            "key": f"{self.random.randrange(16**6):06x}-{self.run}-{number}",
            "type": kind.word,
            "sku": f"sku-{sku:06}",
            "location": f"store-{store}",
            "quantity": self.random.randint(1, 5),
            "occurred_at": moment.isoformat(),
            "reference": f"order-{number // 3}",
        }
        to_store = store
        if kind is EventType.TRANSFER_SHIP:
            to_store = store % self.size.locations + 1
            payload["to_location"] = f"store-{to_store}"
        frm, to = _ENDS[kind]
        return Made(
            payload, json.dumps(payload), kind, sku, store + 1, to_store + 1, frm, to,
            payload["quantity"], moment,
        )  # fmt: skip
