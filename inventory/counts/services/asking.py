"""Ask for approval, where a published policy says more than a reviewer's word is needed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from approvals.queries.choosing import versions_in_force
from approvals.services import ask_approval
from approvals.subjects import AskedLine, subject_kind
from inventory.counts.actors import Actor, user_of
from inventory.counts.models import Count, CountLine
from inventory.counts.services.settling import UNSETTLED, save_lines

KIND = "counts.count"


def ask_where_needed(
    *, count: Count, lines: Sequence[CountLine], actor: Actor, at: datetime
) -> bool:
    """Put the lines to whoever the policy names; False where none is published, and the reviewer's word
    is enough. Below every band the request passes at once.

    Refuses: AlreadyAsked. The caller holds the count.
    """
    place, currency = count.location.place, currency_of(count)
    if not versions_in_force(subject_kind(KIND), place, currency=currency, at=at):
        return False
    for line in lines:
        line.ask()
    save_lines(lines)
    if not others_wait(count):
        count.ask()
    count.version += 1
    count.save(update_fields=["status", "version"])
    known = [abs(line.value) for line in lines if line.value is not None]
    value = sum(known, Decimal(0))
    ask_approval(
        kind=KIND,
        subject=count,
        reference=count.reference,
        version=count.version,
        title=f"{count.title}, {len(lines)} differences",
        places={"location": place},
        facts={
            # One cost nobody knows makes the whole worth unknown: it is asked, never waved through.
            "value": value if len(known) == len(lines) else None,
            "units": sum(abs(line.difference) for line in lines),
            "lines": len(lines),
            "location_kind": count.location.kind,
        },
        lines=[_asked(line) for line in lines],
        value=value,
        currency=currency,
        asked_by=user_of(actor),
        at=at,
    )
    return True


def currency_of(count: Count) -> str:
    networks = type(count.location.place).objects.filter(pk=count.location.place.network_id)
    return networks.values_list("currency", flat=True).first() or ""


def others_wait(count: Count) -> bool:
    """Whether lines wait that were not asked."""
    waiting = count.lines.filter(status__in=UNSETTLED)
    return waiting.exclude(status=CountLine.Status.APPROVAL).exists()


def _asked(line: CountLine) -> AskedLine:
    text = f"{line.sku.name} ({line.sku.code}): counted {line.counted:,}, books {line.book:,}"
    return AskedLine(str(line.pk), text, abs(line.difference))
