"""What is done to many transfers at once: at once up to 20, above that as a job with progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from inventory.transfers.models import Shipment, Transfer
from inventory.transfers.models.transfer import reference_of
from inventory.transfers.policies import check_may_create
from inventory.transfers.queries.progress import Progress, progress_of_many
from inventory.transfers.services import cancel_transfer, submit_transfer
from kernel.clock import now
from kernel.errors import refusal
from workbench import job_kinds
from workbench.bulk import BulkOutcome, each_row, keep_result, said
from workbench.bulk_job import Work, actor_of, run_rows
from workbench.job_kinds import JobKind
from workbench.models import BulkResult, Job

LIST_KEY = "inventory.transfers"
JOB = "transfers.bulk"
AT_ONCE = 20
Status = Transfer.Status


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """One command on many: how it is asked, run and said."""

    name: str
    # On one transfer, by its reference.
    run: Callable[[str, int | None, str, User, datetime], Any]
    title: Callable[[int], str]
    done: str | Promise
    # Why a row will be left, as far as that is plain before; "" for those that will go.
    skips: Callable[[Transfer, Progress, bool, User], str]
    words: Mapping[str, str | Promise]
    lead: str | Promise
    asks_why: bool = False


@dataclass(slots=True)
class Plan:
    """What would be done to a selection: how many of which status, what of it is left and why."""

    rows: Sequence[Transfer]
    going: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    # Pieces set aside at their origins that would be free again.
    freed: int = 0

    @property
    def number(self) -> int:
        return sum(self.going.values())

    @property
    def kinds(self) -> list[tuple[str, int]]:
        return self.going.most_common()

    @property
    def left(self) -> list[tuple[str, int]]:
        return self.skipped.most_common()


OUTSIDE = _("outside your places")
CANCEL_WORDS: dict[str, str | Promise] = {
    "transfer_has_ended": _("ended already"),
    "units_not_said": _("on their way"),
    "transfer_called_off": _("called off already"),
    "still_packed": _("packed and not shipped"),
    "transfer_changed_meanwhile": _("changed meanwhile"),
    "places_outside_scope": OUTSIDE,
    "transfer_unknown": OUTSIDE,
}
SUBMIT_WORDS: dict[str, str | Promise] = {
    "transfer_not_draft": _("no drafts"),
    "not_enough_at_origin": _("short of stock at the origin"),
    "transfer_changed_meanwhile": _("changed meanwhile"),
    "places_outside_scope": OUTSIDE,
    "transfer_unknown": OUTSIDE,
}


def _cancel_skips(transfer: Transfer, progress: Progress, packed: bool, actor: User) -> str:
    if transfer.has_ended:
        return "transfer_has_ended"
    if transfer.ending == Transfer.Ending.CANCELLED:
        return "transfer_called_off"
    if packed:
        return "still_packed"
    if progress.in_transit:
        return "units_not_said"
    return _outside(transfer, actor)


def _submit_skips(transfer: Transfer, progress: Progress, packed: bool, actor: User) -> str:
    return _outside(transfer, actor) if transfer.status == Status.DRAFT else "transfer_not_draft"


def _outside(transfer: Transfer, actor: User) -> str:
    ends = (transfer.from_location, transfer.to_location)
    error = refusal(check_may_create, *ends, actor=actor)
    return error.code if error else ""


VERBS = {
    verb.name: verb
    for verb in (
        BulkVerb(
            "submit",
            lambda reference, version, why, actor, at: submit_transfer(
                reference=reference, version=version, actor=actor, at=at
            ),
            lambda n: ngettext("Submit %(n)s transfer", "Submit %(n)s transfers", n) % {"n": n},
            _("submitted"),
            _submit_skips,
            SUBMIT_WORDS,
            _("Each is checked against its origin's stock and then waits for approval."),
        ),
        BulkVerb(
            "cancel",
            lambda reference, version, why, actor, at: cancel_transfer(
                reference=reference, version=version, reason=why, actor=actor, at=at
            ),
            lambda n: ngettext("Cancel %(n)s transfer", "Cancel %(n)s transfers", n) % {"n": n},
            _("cancelled"),
            _cancel_skips,
            CANCEL_WORDS,
            _(
                "What is on its way is left out: where its pieces are is asked on its own page."
                " Cancelling cannot be taken back."
            ),
            asks_why=True,
        ),
    )
}


def plan_of(verb: BulkVerb, rows: Sequence[Transfer], actor: User) -> Plan:
    """What would become of each row, in three statements for all of them."""
    plan, progress = Plan(rows), progress_of_many(rows)
    packed = set(
        Shipment.objects.filter(transfer__in=rows, status=Shipment.Status.PACKED).values_list(
            "transfer_id", flat=True
        )
    )
    for row in rows:
        code = verb.skips(row, progress[row.pk], row.pk in packed, actor)
        if code:
            plan.skipped[str(verb.words.get(code, OUTSIDE))] += 1
            continue
        plan.going[str(row.state.label)] += 1
        plan.freed += progress[row.pk].allocated
    return plan


def run_each(
    verb: BulkVerb, ids: Sequence[int], seen: Mapping[int, int], why: str, *, actor: User
) -> BulkOutcome:
    """Each transfer as it was shown, for itself; what was changed meanwhile is left and named."""

    def named(pk: int) -> str:
        return reference_of(pk) or ""

    return each_row(ids, lambda pk: verb.run(named(pk), seen[pk], why, actor, now()), key=named)


def sentence(verb: BulkVerb, outcome: BulkOutcome) -> str:
    return said(outcome, verb.done, verb.words)


def left_url(outcome: BulkOutcome, *, actor: User, at: datetime) -> str:
    """The list filtered to what was not changed; "" when all went through."""
    kept = keep_result(outcome, list_key=LIST_KEY, actor=actor, at=at)
    return filtered_url(kept) if kept else ""


def filtered_url(kept: BulkResult) -> str:
    return f"{reverse('inventory:transfers')}?result={kept.pk}"


def _run_job(job: Job, progress: job_kinds.Progress) -> job_kinds.Outcome:
    verb, actor, why = VERBS[job.params["verb"]], actor_of(job), job.params["why"]
    seen = {int(pk): int(version) for pk, version in job.params["seen"].items()}
    work = Work(lambda ids: run_each(verb, ids, seen, why, actor=actor), LIST_KEY, filtered_url)
    outcome, url = run_rows(job, progress, sorted(seen), work)
    figures = {"done": len(outcome.done), "left": len(outcome.left)}
    back = url or reverse("inventory:transfers")
    return job_kinds.Outcome(sentence(verb, outcome)[:300], figures, url=back)


BULK = JobKind(JOB, _run_job, permission=lambda job: "transfers.create")
