"""The deliveries of one call: their words, to ask about early, and their drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from inventory.ledger.canonical import Delivery, Draft, Reader
from inventory.ledger.codes import Unfit
from inventory.ledger.digests import digest_of
from inventory.ledger.errors import EventRefused
from inventory.ledger.models import Source
from inventory.ledger.results import Result, unfit


class Batch:
    """What does not depend on the database, so that it is read once for all attempts."""

    def __init__(
        self,
        deliveries: Sequence[Delivery],
        *,
        source: Source,
        is_command: bool,
        received_at: datetime,
        scope_paths: tuple[str, ...] | None,
        actor_id: int | None,
    ) -> None:
        self.deliveries = deliveries
        self.source = source
        self.is_command = is_command
        self.received_at = received_at
        self.scope_paths = scope_paths
        self.actor_id = actor_id
        self.payloads: list[Mapping[str, Any]] = [
            delivery.payload
            for delivery in deliveries
            if type(delivery.payload) is dict or isinstance(delivery.payload, Mapping)
        ]
        # One place per delivery; those without a canonical form are answered by reading.
        self.answers: list[Result | None] = [None] * len(deliveries)
        self._drafts: list[Draft] | None = None

    def words(self, *fields: str) -> set[str]:
        """What some fields say, trimmed but unread: good enough to ask the database about."""
        return {
            word.strip()
            for field in fields
            for payload in self.payloads
            if type(word := payload.get(field)) is str
        }

    def read(self) -> list[Draft]:
        """The drafts, each with its digest as far as it is known without the catalogue.

        Of a command, raises EventRefused for the first that has no canonical form.
        """
        if self._drafts is None:
            self._drafts = self._read()
        for draft in self._drafts:
            draft.quantity, draft.unit = draft.sent_quantity, draft.sent_unit
            draft.digest = digest_of(draft)
        return self._drafts

    def _read(self) -> list[Draft]:
        drafts: list[Draft] = []
        reader = Reader(received_at=self.received_at, tolerance_s=self.source.clock_tolerance_s)
        for index, delivery in enumerate(self.deliveries):
            try:
                drafts.append(reader.read(index, delivery))
            except Unfit as error:
                self.answers[index] = self._unfit(delivery, error)
        return drafts

    def _unfit(self, delivery: Delivery, error: Unfit) -> Result:
        result = unfit(delivery, error)
        if self.is_command:
            raise EventRefused(code=error.code, detail=error.detail, key=result.key)
        return result
