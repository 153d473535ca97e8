"""What people do about suggestions: draft them, or say that they should not move for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from inventory.replenishment.errors import DaysUnfit, QuietOver, ReasonMissing, SuggestionGone
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.replenishment.models.suggestion import DRAFTED_FOR
from inventory.transfers.models import Transfer
from inventory.transfers.policies import check_may_create
from inventory.transfers.services import create_transfer
from kernel.plain import clean_text

MOST_DAYS = 90


@transaction.atomic
def draft_suggestions(
    *, suggestion_ids: Collection[int], actor: User | None, at: datetime, client: str = ""
) -> list[Transfer]:
    """One draft for each route, with all that is left to move on it; they are not suggested again for a
    week. Nothing moves before somebody submits.

    Refuses, in this order: SuggestionGone, and what `create_transfer` refuses.
    """
    routes: dict[tuple[int, int, str], list[Suggestion]] = defaultdict(list)
    for row in _taken(suggestion_ids):
        routes[row.from_location_id, row.to_location_id, row.asked_as].append(row)
    drafts = []
    for (_origin, _destination, reason), rows in sorted(routes.items()):
        draft = create_transfer(
            origin=rows[0].from_location,
            destination=rows[0].to_location,
            lines=[(row.sku, row.left) for row in rows],
            reason=reason,
            words=_("Suggested: %(runs_out)s") % {"runs_out": min(rows, key=_soonest).runs_out},
            actor=actor,
            at=at,
            client=client,
        )
        _quieten(rows, _("Drafted as %(row)s") % {"row": draft}, at + DRAFTED_FOR, actor, at)
        drafts.append(draft)
    return drafts


def _soonest(row: Suggestion) -> tuple[date, int]:
    return row.sells_out_on, row.to_has


@transaction.atomic
def dismiss_suggestion(
    *, suggestion_id: int, days: int, reason: str, actor: User, at: datetime
) -> None:
    """Say that it should not move: it is not suggested again for so many days.

    Refuses, in this order: SuggestionGone, RightMissing, PlacesOutsideScope, DaysUnfit, ReasonMissing.
    """
    (row,) = _taken([suggestion_id])
    check_may_create(row.from_location, row.to_location, actor=actor)
    if not 1 <= days <= MOST_DAYS:
        raise DaysUnfit(days=days, most=MOST_DAYS)
    if not reason.strip():
        raise ReasonMissing
    _quieten([row], clean_text(reason.strip(), longest=300), at + timedelta(days=days), actor, at)
    record(
        "inventory.suggestion.dismissed",
        row.sku,
        actor=actor,
        at=at,
        place=row.to_location.place,
        after={"to": row.to_location.code, "quantity": row.left, "days": days},
        reason=reason,
    )


@transaction.atomic
def suggest_again(*, quiet_id: int, actor: User, at: datetime) -> None:
    """Take a dismissal back: the next computation may suggest it again.

    Refuses, in this order: QuietOver, RightMissing, PlacesOutsideScope.
    """
    rows = QuietCell.objects.at(at).select_for_update(of=("self",)).filter(pk=quiet_id)
    cell = rows.select_related("sku", "to_location__place").first()
    if cell is None:
        raise QuietOver
    check_may_create(cell.to_location, cell.to_location, actor=actor)
    cell.delete()
    record(
        "inventory.suggestion.resumed",
        cell.sku,
        actor=actor,
        at=at,
        place=cell.to_location.place,
        before={"until": cell.until.isoformat(), "reason": cell.reason},
        after={"to": cell.to_location.code},
    )


def _taken(suggestion_ids: Collection[int]) -> list[Suggestion]:
    rows = Suggestion.objects.still_needed().select_for_update(of=("self",))
    rows = rows.filter(pk__in=list(suggestion_ids))
    found = list(
        rows.select_related("sku", "from_location__place", "to_location__place").order_by("pk")
    )
    if not found:
        raise SuggestionGone
    return found


def _quieten(
    rows: Sequence[Suggestion], reason: str, until: datetime, actor: User | None, at: datetime
) -> None:
    for row in rows:
        QuietCell.objects.update_or_create(
            sku=row.sku,
            to_location=row.to_location,
            defaults={"until": until, "reason": reason[:300], "by": actor, "at_time": at},
        )
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).delete()
