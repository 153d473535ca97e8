"""What each system says about the stock of a case: claims of sources beside the ledger."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exceptions.kinds import CaseKind, SystemSays, register_kind
from exceptions.models import Case
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event, StockLevel
from inventory.ledger.vocabulary import SHELF_STATES, EventType, State

LOOKED_AT = 200


def stock_says(case: Case) -> list[SystemSays] | None:
    """The newest claim of each source about the SKU at the place, then the ledger."""
    cell = _cell(case)
    if cell is None:
        return None
    sku, location = cell
    rows = Event.objects.filter(sku=sku, location=location, type=EventType.SNAPSHOT)
    claims: dict[tuple[int, int | None], Event] = {}
    for event in rows.select_related("source").order_by("-occurred_at", "-pk")[:LOOKED_AT]:
        claims.setdefault((event.source_id, event.state), event)
    said = [
        SystemSays(
            system=event.source.name,
            says=f"{event.quantity:,} {_state(event.state)}",
            at=event.occurred_at,
        )
        for event in claims.values()
    ]
    return [*said, _ledger(sku, location)]


def _ledger(sku: Sku, location: Location) -> SystemSays:
    level = StockLevel.objects.filter(sku=sku, location=location).first()
    shelf = sum(int(getattr(level, state.word)) for state in SHELF_STATES) if level else 0
    says = f"{shelf:,} {_('on the shelf')}".replace("-", "−")
    return SystemSays(system=str(_("Plumbline ledger")), says=says, ours=True)


def _state(state: int | None) -> str:
    return State(state).word.replace("_", " ") if state else str(_("on the shelf"))


def _cell(case: Case) -> tuple[Sku, Location] | None:
    """The SKU and the location a case speaks of, as its evidence names them."""
    sku = Sku.objects.filter(code=str(case.evidence.get("sku") or "")).first()
    if sku is None or case.place_id is None:
        return None
    location = Location.objects.filter(place=case.place_id).first()
    return (sku, location) if location else None


def register() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register_kind(kind)


def waiting_events(case: Case, user: User) -> tuple[str, str] | None:
    """The list of the events a case is about."""
    if not user.may("intake.view"):
        return None
    query = urlencode({"source": case.evidence.get("source"), "code": case.evidence.get("code")})
    return _("Waiting events"), f"{reverse('inventory:waiting')}?{query}"


KINDS = (
    CaseKind(
        "below_zero",
        gettext_lazy("Below zero"),
        compare=stock_says,
        cause=gettext_lazy(
            "Opens when a state of the stock is below zero for longer than the place's grace; closes"
            " when it is not any more."
        ),
    ),
    CaseKind(
        "snapshot_difference",
        gettext_lazy("Snapshot difference"),
        compare=stock_says,
        cause=gettext_lazy(
            "Opens when a source claims another number than the ledger; closes when a later claim"
            " agrees."
        ),
    ),
    CaseKind(
        "malformed_fact",
        gettext_lazy("Malformed fact"),
        see=waiting_events,
        cause=gettext_lazy(
            "Opens when events of a source wait for the same reason; closes when none waits."
        ),
    ),
    CaseKind(
        "event_conflict",
        gettext_lazy("Conflict"),
        cause=gettext_lazy(
            "Opens when a source sends a key again with other content; closes when it is settled."
        ),
    ),
    CaseKind(
        "feed_late",
        gettext_lazy("Silent source"),
        cause=gettext_lazy(
            "Opens when a source has not spoken for longer than its interval; closes when heard."
        ),
    ),
    CaseKind(
        "sequence_gap",
        gettext_lazy("Sequence gap"),
        cause=gettext_lazy(
            "Opens when numbers of a stream are missing after the grace; closes when they arrive or"
            " are given up."
        ),
    ),
    CaseKind(
        "lifecycle_breach",
        gettext_lazy("Lifecycle breach"),
        compare=stock_says,
        cause=gettext_lazy("Opens when a fact names a place or SKU that is not in use."),
    ),
)
