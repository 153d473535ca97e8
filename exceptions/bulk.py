"""What is done to many cases at once: at once up to 20, above that as a job with progress."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.policies.base import check_right
from exceptions import services
from exceptions.acts import Outcome
from exceptions.errors import CannotWorkHere
from exceptions.policies.cases import MAY_WORK
from kernel.clock import now
from workbench import job_kinds
from workbench.bulk import BulkOutcome, Left, keep_result, said
from workbench.job_kinds import JobKind, Progress
from workbench.models import Job

LIST_KEY = "exceptions.cases"
JOB = "exceptions.bulk"
AT_ONCE = 20
# One transaction of a job: short enough that nobody waits for its locks.
CHUNK = 250

Many = Callable[..., Outcome]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """One command on many: what its form asks, what it does, how it is said."""

    name: str
    run: Callable[[Collection[int], dict[str, Any], User, datetime], Outcome]
    title: Callable[[int], str]
    done: str | Promise
    undo: bool = False


def _owner(given: dict[str, Any]) -> User:
    owner = User.objects.filter(pk=given.get("owner") or 0, is_active=True).first()
    if owner is None:
        raise CannotWorkHere(person=_("nobody"), place="")
    return owner


def _until(given: dict[str, Any]) -> datetime | None:
    text = given.get("until")
    return datetime.fromisoformat(text) if text else None


def _watched(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    return services.watch_cases(case_ids=ids, actor=actor, at=at)


VERBS: dict[str, BulkVerb] = {
    verb.name: verb
    for verb in (
        BulkVerb(
            "assign",
            lambda ids, given, actor, at: services.assign_cases(
                case_ids=ids, owner=_owner(given), actor=actor, at=at
            ),
            lambda n: ngettext("Assign %(n)s case", "Assign %(n)s cases", n) % {"n": f"{n:,}"},
            _("assigned"),
            undo=True,
        ),
        BulkVerb(
            "snooze",
            lambda ids, given, actor, at: services.snooze_cases(
                case_ids=ids, until=_until(given), actor=actor, at=at
            ),
            lambda n: ngettext("Snooze %(n)s case", "Snooze %(n)s cases", n) % {"n": f"{n:,}"},
            _("snoozed"),
            undo=True,
        ),
        BulkVerb(
            "resolve",
            lambda ids, given, actor, at: services.resolve_cases(
                case_ids=ids, code=given["code"], note=given["note"], actor=actor, at=at
            ),
            lambda n: ngettext("Resolve %(n)s case", "Resolve %(n)s cases", n) % {"n": f"{n:,}"},
            _("resolved"),
        ),
        BulkVerb(
            "severity",
            lambda ids, given, actor, at: services.change_severities(
                case_ids=ids, severity=given["severity"], actor=actor, at=at
            ),
            lambda n: (
                ngettext("Change severity of %(n)s case", "Change severity of %(n)s cases", n)
                % {"n": f"{n:,}"}
            ),
            _("changed"),
        ),
        BulkVerb(
            "reroute",
            lambda ids, given, actor, at: services.reroute_cases(case_ids=ids, actor=actor, at=at),
            lambda n: (
                ngettext("Route %(n)s case again", "Route %(n)s cases again", n) % {"n": f"{n:,}"}
            ),
            _("routed again"),
        ),
        BulkVerb(
            "watch",
            _watched,
            lambda n: ngettext("Watch %(n)s case", "Watch %(n)s cases", n) % {"n": f"{n:,}"},
            _("watched"),
        ),
    )
}
# Short words for the refusals of many rows.
WORDS: dict[str, str | Promise] = {
    "case_is_over": _("already resolved"),
    "case_was_merged": _("merged"),
    "case_is_yours": _("already theirs"),
    "case_held_by_another": _("held by somebody else"),
    "case_taken_meanwhile": _("held by somebody else"),
    "case_out_of_sight": _("outside your places"),
    "cannot_work_here": _("outside the places of the new owner"),
    "steps_not_done": _("with steps still to do"),
    "severity_is_that": _("of that severity already"),
    "already_watching": _("watched already"),
    "right_missing": _("without the right"),
}


def run_chunks(
    verb: BulkVerb,
    ids: Sequence[int],
    given: dict[str, Any],
    *,
    actor: User,
    at: datetime,
    report: Callable[[int, int], None] | None = None,
) -> BulkOutcome:
    """Act on all, some at a time; what went through stays, also when the rest is stopped."""
    whole = BulkOutcome(total=len(ids))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        outcome = verb.run(chunk, given, actor, at)
        whole.done.extend(outcome.done)
        whole.left.extend(
            Left(case.pk, case.reference, error.code, error.sentence)
            for case, error in outcome.refused
        )
        if report is not None:
            report(min(start + CHUNK, len(ids)), len(ids))
    return whole


def sentence(verb: BulkVerb, outcome: BulkOutcome) -> str:
    return said(outcome, verb.done, WORDS)


def left_url(outcome: BulkOutcome, *, actor: User, at: datetime) -> str:
    """The list filtered to what was not changed; "" when all went through."""
    kept = keep_result(outcome, list_key=LIST_KEY, actor=actor, at=at)
    if kept is None:
        return ""
    query = urlencode({"status": "every", "result": kept.pk})
    return f"{reverse('exceptions:cases')}?{query}"


def _run_job(job: Job, progress: Progress) -> job_kinds.Outcome:
    verb, actor = VERBS[job.params["verb"]], job.actor
    if actor is None:
        raise TypeError("A bulk job is somebody's.")
    check_right(actor, MAY_WORK)
    outcome = run_chunks(
        verb,
        job.params["ids"],
        job.params["given"],
        actor=actor,
        at=now(),
        report=progress.hold,
    )
    url = left_url(outcome, actor=actor, at=now()) or reverse("exceptions:cases")
    figures = {"done": len(outcome.done), "left": len(outcome.left)}
    return job_kinds.Outcome(sentence(verb, outcome), figures, url=url)


JOB_KINDS = (JobKind(JOB, _run_job),)
