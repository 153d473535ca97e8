"""What is done to many cases: the verbs, and up to 20 cases at once. Above that it is a job."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from exceptions import services
from exceptions.acts import Outcome
from exceptions.errors import CannotWorkHere
from exceptions.locks import lock_cases, lock_merged_into
from exceptions.models import Case
from exceptions.telling import tell_owner_of_many
from exceptions.undo_tokens import undo_url, unwatch_url
from kernel.errors import DomainError
from workbench.bulk import BulkOutcome, Left, said

AT_ONCE = 20
# One transaction of a job: short enough that nobody waits for its locks. Of what is done to each case
# with statements of its own, about a fifth of a second.
CHUNK, EACH_CHUNK = 250, 25
# Comments tell whoever is named or watches once per chunk; they change no case.
COMMENT_CHUNK = 1_000

Many = Callable[..., Outcome]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """One command on many: what its form asks, what it does, how it is said."""

    name: str
    run: Callable[[Collection[int], dict[str, Any], User, datetime], Outcome]
    title: Callable[[int], str]
    done: str | Promise
    undo: bool = False
    # Reversible: up to 20 cases at once without a question, when the form says all that is needed.
    at_once: bool = False
    undo_url: Callable[[Sequence[Case]], str] = undo_url
    chunk: int = EACH_CHUNK
    # What is said once, when all are done: how many it became.
    tell: Callable[[int, dict[str, Any], User, datetime], None] | None = None

    @property
    def skips_over(self) -> bool:
        """Leaves out what is resolved already."""
        return self.name not in {"watch", "comment", "link", "close", "reopen"}


def _owner(given: dict[str, Any]) -> User:
    owner = User.objects.filter(pk=given.get("owner") or 0, is_active=True).first()
    if owner is None:
        raise CannotWorkHere(person=_("nobody"), place="")
    return owner


def _tell_owner(count: int, given: dict[str, Any], actor: User, at: datetime) -> None:
    tell_owner_of_many(_owner(given), count, actor=actor, at=at)


def _until(given: dict[str, Any]) -> datetime | None:
    text = given.get("until")
    return datetime.fromisoformat(text) if text else None


def _watched(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    return services.watch_cases(case_ids=ids, actor=actor, at=at)


def _each(
    ids: Collection[int], command: Callable[[int], object], *, other: int | None = None
) -> Outcome:
    """The command for one case, on each for itself; a refused case stops no other. All are locked
    first and in order, since a job does several in one transaction."""
    outcome = Outcome()
    every = {*ids} if other is None else {*ids, other}
    lock_merged_into(every)
    lock_cases(every)
    for pk in sorted(ids):
        try:
            with transaction.atomic():
                command(pk)
        except DomainError as error:
            outcome.refused.append((Case(pk=pk), error))
        else:
            outcome.done.append(Case(pk=pk))
    return outcome


def _commented(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    return services.comment_on_cases(case_ids=ids, text=given["text"], actor=actor, at=at)


def _linked(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    other = given["other"]
    return _each(
        ids,
        lambda pk: services.link_cases(case_id=pk, other_id=other, actor=actor, at=at),
        other=other,
    )


def _merged(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    other = given["other"]
    return _each(
        ids,
        lambda pk: services.merge_case(case_id=pk, into_id=other, actor=actor, at=at),
        other=other,
    )


def _closed(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    return _each(ids, lambda pk: services.close_resolved_case(case_id=pk, actor=actor, at=at))


def _waited(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    on = given["on"]
    return _each(ids, lambda pk: services.wait_with_case(case_id=pk, on=on, actor=actor, at=at))


def _reopened(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
    why = given["reason"]
    return _each(ids, lambda pk: services.reopen_case(case_id=pk, reason=why, actor=actor, at=at))


def _pressed(command: Callable[..., object]) -> Callable[..., Outcome]:
    """A command that asks for nothing more, on each."""

    def run(ids: Collection[int], given: dict[str, Any], actor: User, at: datetime) -> Outcome:
        return _each(ids, lambda pk: command(case_id=pk, actor=actor, at=at))

    return run


VERBS: dict[str, BulkVerb] = {
    verb.name: verb
    for verb in (
        BulkVerb(
            "assign",
            lambda ids, given, actor, at: services.assign_some_cases(
                case_ids=ids, owner=_owner(given), actor=actor, at=at
            ),
            lambda n: ngettext("Assign %(n)s case", "Assign %(n)s cases", n) % {"n": f"{n:,}"},
            _("assigned"),
            undo=True,
            at_once=True,
            chunk=CHUNK,
            tell=_tell_owner,
        ),
        BulkVerb(
            "take",
            lambda ids, given, actor, at: services.assign_cases(
                case_ids=ids, owner=actor, actor=actor, at=at
            ),
            lambda n: ngettext("Take %(n)s case", "Take %(n)s cases", n) % {"n": f"{n:,}"},
            _("taken"),
            undo=True,
            at_once=True,
            chunk=CHUNK,
        ),
        BulkVerb(
            "snooze",
            lambda ids, given, actor, at: services.snooze_cases(
                case_ids=ids, until=_until(given), actor=actor, at=at
            ),
            lambda n: ngettext("Snooze %(n)s case", "Snooze %(n)s cases", n) % {"n": f"{n:,}"},
            _("snoozed"),
            undo=True,
            at_once=True,
            chunk=CHUNK,
        ),
        BulkVerb(
            "resolve",
            lambda ids, given, actor, at: services.resolve_cases(
                case_ids=ids, code=given["code"], note=given["note"], actor=actor, at=at
            ),
            lambda n: ngettext("Resolve %(n)s case", "Resolve %(n)s cases", n) % {"n": f"{n:,}"},
            _("resolved"),
            chunk=CHUNK,
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
            undo=True,
            at_once=True,
            chunk=CHUNK,
        ),
        BulkVerb(
            "reroute",
            lambda ids, given, actor, at: services.reroute_cases(case_ids=ids, actor=actor, at=at),
            lambda n: (
                ngettext("Route %(n)s case again", "Route %(n)s cases again", n) % {"n": f"{n:,}"}
            ),
            _("routed again"),
            chunk=CHUNK,
        ),
        BulkVerb(
            "watch",
            _watched,
            lambda n: ngettext("Watch %(n)s case", "Watch %(n)s cases", n) % {"n": f"{n:,}"},
            _("watched"),
            undo=True,
            at_once=True,
            chunk=CHUNK,
            undo_url=unwatch_url,
        ),
        BulkVerb(
            "comment",
            _commented,
            lambda n: (
                ngettext("Comment on %(n)s case", "Comment on %(n)s cases", n) % {"n": f"{n:,}"}
            ),
            _("commented on"),
            chunk=COMMENT_CHUNK,
        ),
        BulkVerb(
            "link",
            _linked,
            lambda n: ngettext("Link %(n)s case", "Link %(n)s cases", n) % {"n": f"{n:,}"},
            _("linked"),
        ),
        BulkVerb(
            "merge",
            _merged,
            lambda n: ngettext("Merge %(n)s case", "Merge %(n)s cases", n) % {"n": f"{n:,}"},
            _("merged"),
        ),
        BulkVerb(
            "close",
            _closed,
            lambda n: ngettext("Close %(n)s case", "Close %(n)s cases", n) % {"n": f"{n:,}"},
            _("closed"),
        ),
        BulkVerb(
            "start",
            _pressed(services.start_case),
            lambda n: ngettext("Start %(n)s case", "Start %(n)s cases", n) % {"n": f"{n:,}"},
            _("started"),
        ),
        BulkVerb(
            "wait",
            _waited,
            lambda n: (
                ngettext("Wait with %(n)s case", "Wait with %(n)s cases", n) % {"n": f"{n:,}"}
            ),
            _("waiting"),
        ),
        BulkVerb(
            "resume",
            _pressed(services.resume_case),
            lambda n: (
                ngettext("Go on with %(n)s case", "Go on with %(n)s cases", n) % {"n": f"{n:,}"}
            ),
            _("gone on with"),
        ),
        BulkVerb(
            "release",
            _pressed(services.release_case),
            lambda n: ngettext("Release %(n)s case", "Release %(n)s cases", n) % {"n": f"{n:,}"},
            _("released"),
        ),
        BulkVerb(
            "unsnooze",
            _pressed(services.unsnooze_case),
            lambda n: (
                ngettext("Bring %(n)s case back", "Bring %(n)s cases back", n) % {"n": f"{n:,}"}
            ),
            _("brought back"),
        ),
        BulkVerb(
            "reopen",
            _reopened,
            lambda n: ngettext("Reopen %(n)s case", "Reopen %(n)s cases", n) % {"n": f"{n:,}"},
            _("reopened"),
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
    "case_not_resolved": _("not resolved yet"),
    "cases_linked": _("linked already"),
    "same_case": _("the very case itself"),
    "lead_needed": _("for leads to merge"),
    "case_has_no_owner": _("taken by nobody yet"),
    "case_waits": _("waiting"),
    "case_does_not_wait": _("not waiting"),
    "case_started": _("started already"),
    "case_snoozed_not": _("not snoozed"),
    "case_not_over": _("not resolved yet"),
}


@transaction.atomic
def run_at_once(
    verb: BulkVerb, ids: Sequence[int], given: dict[str, Any], *, actor: User, at: datetime
) -> BulkOutcome:
    """Act on a few, all in one transaction."""
    outcome = verb.run(ids, given, actor, at)
    if verb.tell is not None:
        verb.tell(len(outcome.done), given, actor, at)
    return BulkOutcome(len(ids), list(outcome.done), left_of(outcome))


def left_of(outcome: Outcome) -> list[Left]:
    """What was not changed, as it is kept."""
    return [
        Left(case.pk, case.reference, error.code, error.sentence) for case, error in outcome.refused
    ]


def sentence(verb: BulkVerb, outcome: BulkOutcome) -> str:
    return said(outcome, verb.done, WORDS)
