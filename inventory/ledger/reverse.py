"""What a reversal undoes: found by its key within the same source, posted or in the same batch."""

from collections.abc import Mapping, Sequence

from inventory.ledger import read
from inventory.ledger.canonical import Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.facts import Target, opposite
from inventory.ledger.resolve import paths_of
from inventory.ledger.vocabulary import EventType


class Targets:
    """The events the reversals of one batch name."""

    def __init__(
        self,
        source_id: int,
        reversals: Sequence[Draft],
        chosen: Mapping[str, Draft],
        scope_paths: tuple[str, ...] | None,
    ) -> None:
        self.posted = read.targets(source_id, [draft.reverses for draft in reversals])
        self.chosen = chosen
        self.also = {draft.key for draft in reversals}
        self.scope_paths = scope_paths
        self.paths: dict[int, str] = {}
        if scope_paths is not None:
            places = {target.location_id for target in self.posted.values()}
            places |= {t.to_location_id for t in self.posted.values() if t.to_location_id}
            self.paths = paths_of(places)
        self.taken: set[str] = set()

    def bind(self, draft: Draft) -> None:
        """Give a reversal its event, rows and places. Raises Unfit."""
        key = draft.reverses
        target = self.posted.get(key) or self.chosen.get(key)
        if target is None and key in self.also:
            raise Unfit("reversal_of_reversal", f"Event {key} is a reversal itself.")
        if target is None:
            raise Unfit("reverses_unknown", f"No event {key} of this source has been posted yet.")
        type_ = target.type if isinstance(target, Target) else target.plan.type
        if type_ is EventType.REVERSAL:
            raise Unfit("reversal_of_reversal", f"Event {key} is a reversal itself.")
        if key in self.taken or (isinstance(target, Target) and target.reversed):
            raise Unfit("already_reversed", f"Event {key} has been reversed already.")
        self._refuse_foreign(target)
        _refuse_mismatch(draft, target)
        self.taken.add(key)
        draft.target = target
        draft.rows = [opposite(row) for row in target.rows]
        draft.sku_id, draft.location_id = target.sku_id, target.location_id
        draft.to_location_id, draft.quantity = target.to_location_id, target.quantity
        if isinstance(target, Draft):
            target.undone = True

    def _refuse_foreign(self, target: Target | Draft) -> None:
        """The places of a posted event must lie in the client's scope as well."""
        if self.scope_paths is None or isinstance(target, Draft):
            return
        for place in (target.location_id, target.to_location_id):
            if place is not None and not self.paths.get(place, "").startswith(self.scope_paths):
                raise Unfit("location_out_of_scope", "The event is of a place outside the scope.")


def _refuse_mismatch(draft: Draft, target: Target | Draft) -> None:
    """What a reversal sends beside the key must be the event's: it undoes the whole event."""
    sent = (
        ("sku", draft.sku_id if draft.sku_text else None, target.sku_id),
        ("location", draft.location_id if draft.location_text else None, target.location_id),
        ("to_location", draft.to_location_id if draft.to_text else None, target.to_location_id),
        ("quantity", draft.quantity or None, target.quantity),
    )
    for field, mine, theirs in sent:
        if mine is not None and mine != theirs:
            raise Unfit(
                "reversal_mismatch",
                f"The {field} differs from event {draft.reverses}, which is undone as a whole.",
            )
