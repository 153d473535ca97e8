"""One act on one case or on many: the same lock, check, transition, save and trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier

from accounts.models import User
from audit.models import Entry
from audit.services import Line, record, record_many
from audit.services.trail import changed
from exceptions import errors
from exceptions.locks import lock_cases
from exceptions.models import Case
from exceptions.models.case import LIFE_FIELDS
from exceptions.telling import settle_changes
from kernel.errors import DomainError
from workbench import formats

SUBJECT = "exceptions.case"


@dataclass(frozen=True, slots=True)
class Act:
    """What a command does to a locked case, whatever their number."""

    # As the trail names it.
    action: str
    check: Callable[[Case], None]
    do: Callable[[Case], None]
    reason: str = ""
    fields: Sequence[str] = LIFE_FIELDS
    # What the trail says besides the changed facts.
    after: dict[str, Any] = field(default_factory=dict)
    # Asked once for all locked cases before the first check, such as the steps still to do.
    prepare: Callable[[Sequence[Case]], None] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each of many cases: changed, or refused with its sentence."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, DomainError]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.done) + len(self.refused)


def act_on_one(
    act: Act, case_id: int, *, version: int | None, actor: User | None, at: datetime
) -> Case:
    """Lock, check, move, save, write the trail. Refuses CaseOutOfSight, what the act refuses, and
    CaseChanged when the case is no longer at the version that was shown."""
    found = lock_cases([case_id])
    if not found:
        raise errors.CaseOutOfSight
    case = found[0]
    if act.prepare:
        act.prepare(found)
    act.check(case)
    if version is not None and version != case.version:
        raise changed_by(case, at=at)
    before = case.stood = case.facts()
    act.do(case)
    case.version += 1
    case.save(update_fields=[*act.fields, "version"])
    settle_changes([case], actor=actor, at=at)
    line = _line(act, case, before)
    record(
        line.action,
        case,
        actor=actor,
        at=at,
        place=case.place,
        before=line.before,
        after=line.after,
        reason=line.reason,
    )
    return case


@transaction.atomic
def act_on_many(
    act: Act, case_ids: Collection[int], *, actor: User | None, at: datetime
) -> Outcome:
    """The same for each, in one transaction and few statements; one refused row fails no other."""
    outcome, lines = Outcome(), []
    cases = lock_cases(case_ids)
    if act.prepare:
        act.prepare(cases)
    for case in cases:
        before = case.stood = case.facts()
        try:
            act.check(case)
        except DomainError as error:
            outcome.refused.append((case, error))
            continue
        act.do(case)
        case.version += 1
        outcome.done.append(case)
        lines.append(_line(act, case, before))
    if outcome.done:
        _save_many(outcome.done, {*act.fields, "version"})
        settle_changes(outcome.done, actor=actor, at=at)
        record_many(lines, actor=actor, at=at)
    return outcome


def _save_many(cases: Sequence[Case], names: Collection[str]) -> None:
    """These columns of locked cases, in one statement whose text is the same for any number:
    `bulk_update` writes a CASE for each row and column."""
    fields = [field for field in Case._meta.concrete_fields if field.name in names]
    columns = [Identifier(field.column or field.name) for field in fields]
    statement = SQL(
        "UPDATE {table} AS c SET {sets} FROM unnest({arrays}) AS n ({names}) WHERE c.id = n.id"
    ).format(
        table=Identifier(Case._meta.db_table),
        sets=SQL(", ").join(SQL("{0} = n.{0}").format(column) for column in columns),
        arrays=SQL(", ").join(
            [SQL("%s::bigint[]"), *(SQL(f"%s::{field.db_type(connection)}[]") for field in fields)]
        ),
        names=SQL(", ").join([Identifier("id"), *columns]),
    )
    values = [[getattr(case, field.attname) for case in cases] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [[case.pk for case in cases], *values])


def trail_of(case_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_type=SUBJECT, subject_id=str(case_id))


def told_by_others(case_id: int) -> QuerySet[Entry]:
    """The trail of a case, without what this very transaction wrote."""
    return trail_of(case_id).exclude(xid=RawSQL("pg_current_xact_id()::text::bigint", ()))


def changed_by(
    case: Case, *, at: datetime, told: QuerySet[Entry] | None = None
) -> errors.CaseChanged:
    """Who was faster, from the trail."""
    entries = trail_of(case.pk) if told is None else told
    entry = entries.select_related("actor").order_by("-id").first()
    who = str(entry.actor or entry.agent) if entry else _("Somebody")
    ago = formats.ago(entry.occurred_at, at) if entry else _("meanwhile")
    return errors.CaseChanged(who=who, ago=ago)


def _line(act: Act, case: Case, before: dict[str, Any]) -> Line:
    old, new = changed(before, case.facts())
    return Line(
        action=act.action,
        subject=case,
        place=case.place,
        before=old or None,
        after={**new, **act.after} or None,
        reason=act.reason,
    )
