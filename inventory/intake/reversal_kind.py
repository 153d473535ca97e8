"""Reversals as something to approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import OPS_LEAD
from approvals.models import ApprovalRequest
from approvals.subjects import Fact, SubjectKind
from inventory.intake.models import Reversal
from inventory.intake.queries.reversals import is_reversed, level_changes
from inventory.intake.services.reversals import (
    KIND,
    complete_reversal,
    reopen_reversal,
    withdraw_reversal,
)
from inventory.ledger.models import Event
from inventory.ledger.queries import movements_of_event
from inventory.ledger.views.foreign import PlaceNames
from inventory.ledger.vocabulary import COUNT_CODE, OPENING_CODE, EventType
from inventory.ledger.words import TYPE_WORDS, end_words
from kernel.clock import now
from workbench import formats


def event_types() -> list[tuple[str, Any]]:
    return [(kind.word, TYPE_WORDS[kind]) for kind in EventType if kind is not EventType.REVERSAL]


def current_version(subject_id: str) -> int:
    """A reversal never changes; it is gone when its event was reversed otherwise."""
    row = Reversal.objects.filter(pk=int(subject_id)).select_related("event").first()
    return int(row is not None and not is_reversed(row.event))


def follows(request: ApprovalRequest) -> str:
    return _("Approving writes the opposite rows at once. A reversal is final.")


def withdrawn(request: ApprovalRequest, actor: User, at: datetime) -> None:
    withdraw_reversal(reversal_id=int(request.subject_id), actor=actor, at=at)


def asked_page(request: ApprovalRequest, user: User) -> dict[str, Any]:
    """The event with its two ends, why, and the levels before and after."""
    row = Reversal.objects.select_related("case").get(pk=int(request.subject_id))
    event = Event.objects.select_related("source", "location", "to_location").get(pk=row.event_id)
    moved = movements_of_event(event_id=event.pk, principal=user)
    changes = level_changes(event)
    codes = {code for one in moved for code in (one.location, one.to_location)}
    names = PlaceNames(codes | {change.location for change in changes}, user)
    page: dict[str, Any] = {
        "totals": [
            (_("Event"), str(TYPE_WORDS[EventType(event.type)])),
            (_("Units"), formats.quantity(request.units)),
            (_("Occurred"), formats.moment(event.occurred_at, now())),
        ],
        "warning": (_("Why"), row.reason),
        "effect_title": _("What the reversal does"),
        "effect": [
            (_("Event"), event.key, reverse("inventory:event", args=[event.pk])),
            *(
                (one.sku, names.way(one.to_location, one.to_end, one.location, one.end))
                for one in moved
            ),
        ],
    }
    if row.case:
        page["effect"].append((_("Case"), str(row.case.reference), ""))
    # What a count had absorbed comes back with it: the sum is not its own rows alone.
    if event.type not in (COUNT_CODE, OPENING_CODE) and request.is_open:
        page["effect"] += [
            (
                f"{change.sku}, {names.name(change.location)}, {end_words(change.end).lower()}",
                _("%(now)s, then %(after)s")
                % {"now": formats.quantity(change.now), "after": formats.quantity(change.after)},
            )
            for change in changes
            if names.sees(change.location)
        ]
    return page


def why_asked(requests: Sequence[ApprovalRequest]) -> dict[int, list[str]]:
    """Every reversal is unusual: why each of many is asked."""
    ids = {int(request.subject_id): request.pk for request in requests}
    rows = Reversal.objects.filter(pk__in=ids).values_list("pk", "reason")
    return {ids[pk]: [f"{_('Why')} {reason}"] for pk, reason in rows}


REVERSAL = SubjectKind(
    key=KIND,
    label=gettext_lazy("Reversal"),
    facts=(
        Fact("value", gettext_lazy("value at cost"), "money"),
        Fact("units", gettext_lazy("units"), "whole"),
        Fact("event_type", gettext_lazy("type of the event"), "choice", event_types),
        Fact("age_days", gettext_lazy("days since it happened"), "whole"),
    ),
    completed=complete_reversal,
    undone=reopen_reversal,
    withdrawn=withdrawn,
    current_version=current_version,
    fallback_role=OPS_LEAD,
    place_keys=(("at", gettext_lazy("location")), ("to", gettext_lazy("other location"))),
    page=asked_page,
    unusual=why_asked,
    follows=follows,
    approve_scope="reversals:approve",
)
