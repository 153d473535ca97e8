"""Compare what another system claims to hold with what the ledger says for that moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import Place
from exceptions.queries import open_evidence
from exceptions.services import close_case, open_case
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import stakes
from inventory.intake.models import SnapshotTolerance
from inventory.intake.services.call import Call
from inventory.ledger.models import Event
from inventory.ledger.queries import CellMoment, states_at
from inventory.ledger.services import Result
from inventory.ledger.vocabulary import SHELF_STATES, EventType, State

KIND = "snapshot_difference"
SHELF = "shelf"


class Claim(NamedTuple):
    """ "I had so many of this, there, then": of one state, or of the whole shelf."""

    event_id: int
    key: str
    sku_id: int
    location_id: int
    state: str
    claimed: int
    as_of: datetime

    @property
    def moment(self) -> CellMoment:
        return CellMoment(self.sku_id, self.location_id, self.as_of)


class Compared(NamedTuple):
    claim: Claim
    ledger: int
    tolerance: int

    @property
    def difference(self) -> int:
        return self.claim.claimed - self.ledger

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= self.tolerance


def compare_snapshots(results: Sequence[Result], call: Call) -> None:
    """Open a case for each posted claim that differs, close it where a later claim agrees.

    The newest claim per SKU, place and state decides; one older than what the open case already
    knows changes nothing.
    """
    claims = _claims(results)
    if not claims:
        return
    locations = Location.objects.select_related("place").in_bulk({c.location_id for c in claims})
    stock = states_at(claim.moment for claim in claims)
    tolerances = _Tolerances(call.source.pk)
    compared = {
        _fingerprint(claim, call): Compared(
            claim,
            _of_state(stock[claim.moment], claim.state),
            tolerances.units(locations[claim.location_id].place.path),
        )
        for claim in claims
    }
    known = open_evidence(compared)
    skus = Sku.objects.in_bulk({claim.sku_id for claim in claims})
    for fingerprint in sorted(compared):
        one = compared[fingerprint]
        if _is_older(one.claim, known.get(fingerprint)):
            continue
        if not one.agrees:
            place = locations[one.claim.location_id].place
            _open(fingerprint, one, sku=skus[one.claim.sku_id], place=place, call=call)
        elif fingerprint in known:
            _close(fingerprint, one, call)


class _Tolerances:
    """The tolerances that may apply to one source, read once per call."""

    def __init__(self, source_id: int) -> None:
        rows = SnapshotTolerance.objects.select_related("place").all()
        self._rows = [
            (row.place.path if row.place else "", row.source_id == source_id, row.units)
            for row in rows
            if row.source_id in {None, source_id}
        ]

    def units(self, path: str) -> int:
        """The deepest place decides; at equal depth the row that names the source."""
        applying = [row for row in self._rows if path.startswith(row[0])]
        return max(applying, key=lambda row: (len(row[0]), row[1]))[2] if applying else 0


def _claims(results: Sequence[Result]) -> list[Claim]:
    """The newest posted claim per SKU, place and state."""
    ids = [r.event_id for r in results if r.status == "posted" and r.event_id]
    rows = Event.objects.filter(pk__in=ids, type=EventType.SNAPSHOT).values_list(
        "pk", "key", "sku_id", "location_id", "state", "quantity", "occurred_at"
    )
    newest: dict[tuple[int, int, str], Claim] = {}
    for pk, key, sku_id, location_id, state, quantity, occurred_at in rows:
        word = State(state).word if state else SHELF
        claim = Claim(pk, key, sku_id, location_id, word, quantity, occurred_at)
        known = newest.get((sku_id, location_id, word))
        if known is None or (known.as_of, known.key) < (claim.as_of, claim.key):
            newest[sku_id, location_id, word] = claim
    return list(newest.values())


def _of_state(states: Mapping[str, int], word: str) -> int:
    if word == SHELF:
        return sum(states[state.word] for state in SHELF_STATES)
    return states[word]


def _fingerprint(claim: Claim, call: Call) -> str:
    return f"{KIND}:{call.source.pk}:{claim.sku_id}:{claim.location_id}:{claim.state}"


def _is_older(claim: Claim, evidence: Mapping[str, Any] | None) -> bool:
    if evidence is None:
        return False
    known = str(evidence.get("as_of", ""))
    return bool(known) and claim.as_of < datetime.fromisoformat(known)


def _open(fingerprint: str, one: Compared, *, sku: Sku, place: Place, call: Call) -> None:
    claim = one.claim
    open_case(
        kind=KIND,
        fingerprint=fingerprint,
        title=f"{call.source.name} says {claim.claimed} of {sku.code} at {place.name},"
        f" the ledger {one.ledger}",
        subject=sku,
        at=call.at,
        place=place,
        evidence={
            "source": call.source.code,
            "key": claim.key,
            "event_id": claim.event_id,
            "sku": sku.code,
            "location": place.code,
            "state": claim.state,
            "claimed": claim.claimed,
            "ledger": one.ledger,
            "difference": one.difference,
            "tolerance": one.tolerance,
            "as_of": claim.as_of,
        },
        **stakes({claim.sku_id: one.difference}, place=place, at=call.at),
    )


def _close(fingerprint: str, one: Compared, call: Call) -> None:
    close_case(
        fingerprint=fingerprint,
        at=call.at,
        note=f"{call.source.name} says {one.claim.claimed} as of"
        f" {one.claim.as_of:%Y-%m-%d %H:%M} UTC, the ledger {one.ledger}.",
    )
