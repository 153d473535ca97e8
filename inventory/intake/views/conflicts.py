"""One conflict: what was posted and what came again, side by side."""

from typing import Any

import orjson
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.intake import policies
from inventory.intake.contents import fields_of
from inventory.intake.models import EventConflict
from inventory.intake.services import close_conflict
from inventory.intake.tables import conflict_url
from inventory.ledger.models import Event
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.once import acts_once
from workbench.selection import number_of
from workbench.trail.lines import subject_trail


@require_GET
@requires("intake.view")
def conflict(request: HttpRequest, reference: str) -> HttpResponse:
    row = _row(request, reference)
    event = Event.objects.select_related("sku", "location__place").get(pk=row.event_id)
    context = {
        "row": row,
        "event": event,
        "status": EventConflict.Status(row.status),
        "is_open": row.status == EventConflict.Status.OPEN,
        "stored": _texts(_stored(event)),
        "again": _texts(row.payload),
        "refused": refusal(policies.check_may_fix, person(request)),
        "facts": _facts(row),
        "trail": subject_trail("intake.eventconflict", str(row.pk)),
    }
    return render(request, "inventory/conflict.html", context)


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def conflict_close(request: HttpRequest, reference: str) -> HttpResponse:
    row = _row(request, reference)
    reason = request.POST.get("reason", "")
    close_conflict(conflict_id=row.pk, reason=reason, actor=person(request), at=now())
    messages.success(request, _("%(row)s closed.") % {"row": row.reference})
    return redirect(conflict_url(row))


def _row(request: HttpRequest, reference: str) -> EventConflict:
    visible = EventConflict.objects.visible_to(person(request))
    row = visible.select_related("source", "place", "closed_by").filter(pk=number_of(reference))
    found = row.first()
    if found is None:
        raise Http404
    return found


def _stored(event: Event) -> dict[str, Any]:
    """What was sent the first time; of an event of our own, its columns."""
    try:
        return dict(fields_of(orjson.loads(event.raw))) or _columns(event)
    except orjson.JSONDecodeError:
        return _columns(event)


def _columns(event: Event) -> dict[str, Any]:
    return {
        "key": event.key,
        "type": event.get_type_display(),
        "sku": event.sku.code if event.sku else "",
        "location": event.location.code if event.location else "",
        "quantity": event.quantity,
        "occurred_at": event.occurred_at.isoformat(),
        "reference": event.reference,
        "reason": event.reason,
    }


def _texts(payload: Any) -> dict[str, str]:
    return {str(name): _text(value) for name, value in fields_of(payload).items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()


def _facts(row: EventConflict) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_("Source"), str(row.source)),
        (_("Client"), row.client),
        (_("Place"), str(row.place) if row.place else _("not known")),
        (_("Came again"), f"{row.repeats:,}"),
    ]
    if row.closed_by:
        rows += [(_("Closed by"), str(row.closed_by)), (_("Reason"), row.note)]
    return rows
