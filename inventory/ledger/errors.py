"""What a command of the ledger answers when it refuses. Facts are never refused so."""

from typing import Any, ClassVar

from inventory.ledger.codes import OF_DOCUMENTS, REJECTED
from kernel.errors import Conflict, RuleViolation


class InsufficientStock(Conflict):
    """Only {sellable} of {sku} can be sold or moved at {location}; {wanted} were asked for. Nothing
    was posted. Ask for less, or choose another location."""


class StateWouldGoBelowZero(Conflict):
    """Only {present} of {sku} are {state} at {location}; {wanted} were to leave. Nothing was posted.
    Refresh and check the document."""


class KeyReused(Conflict):
    """The key {key} was used before with other content. Nothing was posted. Use a new key."""


class SkuNotActive(Conflict):
    """SKU {sku} is {lifecycle} and cannot be used for this. Nothing was posted. Activate it, or choose
    another SKU."""


class LocationNotOpen(Conflict):
    """Location {location} is {lifecycle} and cannot do this. Nothing was posted. Open it, or choose
    another location."""


class ReasonMissing(RuleViolation):
    """This needs a reason. Nothing was posted. Choose one."""


class OtherNetwork(RuleViolation):
    """SKU {sku} does not belong to the network of {location}. Nothing was posted. Choose a SKU and a
    location of one network."""


class EventUnknown(RuleViolation):
    """There is no event {event}. Nothing was reversed. Refresh and choose again."""


class EventRefused(RuleViolation):
    """{detail} Nothing was posted."""

    CODES: ClassVar = {code: f"Nothing was posted. {REJECTED[code]}" for code in OF_DOCUMENTS}

    def __init__(self, *, code: str, detail: str, key: str) -> None:
        self._code = code
        super().__init__(detail=detail, key=key)

    @property
    def code(self) -> str:
        """The stable code of the rejection (codes.REJECTED)."""
        return self._code


class PostingTooSlow(Conflict):
    """The posting took longer than its limit and was undone. Nothing was posted. Try again."""


BY_NOTE: dict[str, type[Any]] = {
    "sku_not_active": SkuNotActive,
    "location_not_open": LocationNotOpen,
    "to_location_not_open": LocationNotOpen,
    "reason_missing": ReasonMissing,
    "other_network": OtherNetwork,
}
