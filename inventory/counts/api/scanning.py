"""/api/v1/counts/{reference}/shelves/{number}/…: scans, numbers and corrections of one shelf."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.http import Http404
from rest_framework.exceptions import ValidationError

from accounts.api.authentication import ClientPrincipal
from inventory.catalog.models import Sku
from inventory.catalog.queries import resolve_codes
from inventory.counts.actors import Actor
from inventory.counts.api.serializers import (
    ByPersonIn,
    CountOut,
    ScansAnswerOut,
    ScansIn,
    SetQuantityIn,
)
from inventory.counts.api.views import TAG, OfCount, count_of, count_out, counter_of
from inventory.counts.models import Count, CountPart
from inventory.counts.services import (
    Scan,
    correct_part,
    set_quantity,
    start_session,
    take_scans,
)
from workbench.api.commands import Call, described_command
from workbench.api.refusals import Refuses

WRITE: dict[str, str] = {"POST": "counts:write"}


class OfShelf(OfCount):
    """A command on one shelf, by the client or for a person who counts."""

    required_scopes: ClassVar[dict[str, str]] = WRITE
    refuses: ClassVar[Refuses] = (counter_of,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Count:
        count = super().there(principal, **names)
        if names["number"] not in {part.number for part in count.parts.all()}:
            raise Http404
        return count

    def act(self, call: Call, **names: Any) -> Any:
        part = next(one for one in call.about.parts.all() if one.number == names["number"])
        return self.run(part, call, counter_of(call))

    def run(self, part: CountPart, call: Call, actor: Actor) -> Any:
        raise NotImplementedError

    def shown(self, done: Any) -> dict[str, Any]:
        return count_out(done)


@described_command(
    operation_id="start_count_shelf",
    summary="Begin to count a shelf",
    description="Whoever finishes it meanwhile hears that it is being counted. Scans begin it too.",
    answer=CountOut,
    tags=TAG,
)
class StartView(OfShelf):
    serializer = ByPersonIn
    refuses = (start_session,)

    def run(self, part: CountPart, call: Call, actor: Actor) -> Count:
        start_session(part_id=part.pk, actor=actor, at=call.at, seen=call.version)
        return count_of(call.principal, call.about.reference)


@described_command(
    operation_id="send_count_scans",
    summary="Send what was scanned on a shelf",
    description="Each scan is kept once, by its id, however often it is sent, at the moment it was made:"
    " the books are read as of then. What cannot be counted here is kept for the reviewer.",
    answer=ScansAnswerOut,
    tags=TAG,
)
class ScansView(OfShelf):
    etag = False
    serializer = ScansIn
    refuses = (take_scans,)

    def run(self, part: CountPart, call: Call, actor: Actor) -> list[dict[str, Any]]:
        scans = [
            Scan(one["id"], one["code"], one["quantity"], moment)
            for one, moment in zip(call.content["scans"], _by_our_clock(call), strict=True)
        ]
        answers = take_scans(
            part_id=part.pk, scans=scans, actor=actor, at=call.at, seen=call.version
        )
        names = ("status", "code", "title", "detail", "count")
        return [
            {"id": str(one.id), **{name: getattr(one, name) for name in names}} for one in answers
        ]

    def shown(self, done: list[dict[str, Any]]) -> dict[str, Any]:
        return {"results": done}


@described_command(
    operation_id="set_count_quantity",
    summary="Say how many of a SKU one has counted on a shelf",
    description="In a correction it is the whole shelf's number that is set. A kit, a SKU of another"
    " network and one that the shelf does not list are refused.",
    answer=CountOut,
    tags=TAG,
)
class SetQuantityView(OfShelf):
    serializer = SetQuantityIn
    refuses = (set_quantity,)

    def run(self, part: CountPart, call: Call, actor: Actor) -> Count:
        set_quantity(
            part_id=part.pk,
            sku=_sku(call.content["sku"], call.principal),
            quantity=call.content["quantity"],
            scan_id=call.content.get("id") or uuid4(),
            actor=actor,
            at=call.at,
            seen=call.version,
        )
        return count_of(call.principal, call.about.reference)


@described_command(
    operation_id="correct_count_shelf",
    summary="Open a finished shelf again, while nothing of it is posted or decided",
    answer=CountOut,
    tags=TAG,
)
class CorrectView(OfShelf):
    serializer = ByPersonIn
    refuses = (correct_part,)

    def run(self, part: CountPart, call: Call, actor: Actor) -> Count:
        correct_part(part_id=part.pk, actor=actor, at=call.at, seen=call.version)
        return count_of(call.principal, call.about.reference)


def _by_our_clock(call: Call) -> list[datetime]:
    """When each scan was made. A device that does not say what its clock shows now can be seen to be
    ahead, when it scanned in the future; all its scans are put back together, in their order."""
    moments: list[datetime] = [one["at"] for one in call.content["scans"]]
    sent_at = call.content.get("sent_at") or max(call.at, *moments)
    try:
        return [moment + (call.at - sent_at) for moment in moments]
    except OverflowError:
        raise ValidationError({"sent_at": ["This is not a moment anybody scans at."]}) from None


def _sku(code: str, principal: ClientPrincipal) -> Sku:
    named = resolve_codes({code}).get(code)
    found = named and Sku.objects.visible_to(principal).filter(pk=named.sku_id).first()
    if not found:
        raise ValidationError({"sku": [f"There is no SKU {code}."]})
    return found
