"""Receive many deliveries in full at once: at once up to 20, above that as a job with progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inventory.receiving.models import Receipt
from inventory.receiving.policies import check_receive
from inventory.receiving.queries.sums import lines_of_many
from inventory.receiving.services import receive_rest
from kernel.clock import now
from kernel.errors import refusal
from workbench import job_kinds
from workbench.bulk import BulkOutcome, each_row, keep_result, said
from workbench.bulk_job import Work, actor_of, run_rows
from workbench.job_kinds import JobKind
from workbench.models import BulkResult, Job
from workbench.refused import rule_of

LIST_KEY = "inventory.receipts"
JOB = "receiving.bulk"
AT_ONCE = 20
WORDS: dict[str, str | Promise] = {
    "receiving_not_allowed": _("of a kind you may not receive"),
    "receipt_outside_scope": _("outside your places"),
    "receipt_ended": _("ended already"),
    "receipt_changed_meanwhile": _("changed meanwhile"),
    "nothing_received": _("with nothing still to come"),
    "scans_not_booked": _("scanned and not finished"),
}


@dataclass(slots=True)
class Plan:
    """What would be booked in of a selection, and what is left and why."""

    rows: Sequence[Receipt]
    number: int = 0
    units: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> list[tuple[str, int]]:
        return self.skipped.most_common()


def plan_of(rows: Sequence[Receipt], actor: User) -> Plan:
    """What would become of each row, in few statements for all of them."""
    plan, lines = Plan(rows), lines_of_many(rows)
    scanned = set(
        Receipt.objects.filter(
            pk__in=[row.pk for row in rows], scans__arrival=None, scans__sku__isnull=False
        ).values_list("pk", flat=True)
    )
    for row in rows:
        error = refusal(check_receive, row, actor=actor)
        units = sum(max(0, line.open) for line in lines[row.pk])
        code = error.code if error else ""
        if not code and row.pk in scanned:
            code = "scans_not_booked"
        if not code and not units:
            code = "nothing_received"
        if code:
            plan.skipped[str(WORDS.get(code, rule_of(error) if error else code))] += 1
        else:
            plan.number, plan.units = plan.number + 1, plan.units + units
    return plan


def receive_each(ids: Sequence[int], seen: Mapping[int, int], *, actor: User) -> BulkOutcome:
    """Each delivery as it was shown, for itself; what was changed meanwhile is left and named."""
    return each_row(
        Receipt.objects.filter(pk__in=ids).order_by("pk"),
        lambda row: receive_rest(receipt_id=row.pk, version=seen[row.pk], actor=actor, at=now()),
        key=lambda row: row.reference,
    )


def sentence(outcome: BulkOutcome) -> str:
    return said(outcome, _("received"), WORDS)


def left_url(outcome: BulkOutcome, *, actor: User, at: datetime) -> str:
    """The list filtered to what was not received; "" when all was."""
    kept = keep_result(outcome, list_key=LIST_KEY, actor=actor, at=at)
    return filtered_url(kept) if kept else ""


def filtered_url(kept: BulkResult) -> str:
    return f"{reverse('inventory:receipts')}?result={kept.pk}"


def _run_job(job: Job, progress: job_kinds.Progress) -> job_kinds.Outcome:
    actor = actor_of(job)
    seen = {int(pk): int(version) for pk, version in job.params["seen"].items()}
    work = Work(lambda ids: receive_each(ids, seen, actor=actor), LIST_KEY, filtered_url)
    outcome, url = run_rows(job, progress, sorted(seen), work)
    figures = {"done": len(outcome.done), "left": len(outcome.left)}
    back = url or reverse("inventory:receipts")
    return job_kinds.Outcome(sentence(outcome)[:300], figures, url=back)


BULK = JobKind(JOB, _run_job, permission=lambda job: "receipts.view")
