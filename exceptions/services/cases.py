"""Open and close cases."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from accounts.models import Place, User
from audit.services import record
from exceptions.coming_back import stop_its_clock, take_up
from exceptions.errors import CaseKindMissing, ClosingNoteMissing
from exceptions.hooks import CLOCK_FIELDS, hooks
from exceptions.kinds import kind_of
from exceptions.locks import causes_left, lock_standing_case
from exceptions.models import Case, Occurrence
from exceptions.models.case import LIFE_FIELDS
from exceptions.telling import ask_owners_again, settle_cases
from kernel.context import current
from kernel.plain import bounded, clean_text

# A case keeps this many occurrences as rows; further ones raise its counter and its last moment.
OCCURRENCES_KEPT = 1_000
LONGEST_FINGERPRINT = 200
SYSTEM = "system:cases"

# What a repeat says replaces what was known, unless it speaks of an earlier moment; what was merged
# into the case stays at stake. What somebody put off until it changes has changed.
REPEAT = """
UPDATE exceptions_case AS c SET
    occurrences = occurrences + 1,
    last_seen_at = GREATEST(last_seen_at, %(at)s),
    cured_at = NULL,
    snooze_until_changes = FALSE,
    title = CASE WHEN %(at)s >= last_seen_at THEN %(title)s ELSE title END,
    evidence = CASE WHEN %(at)s >= last_seen_at THEN %(evidence)s::jsonb ELSE evidence END,
    units = CASE WHEN %(at)s >= last_seen_at THEN COALESCE(%(units)s + COALESCE((
        SELECT sum(m.units) FROM exceptions_case m WHERE m.merged_into_id = c.id
    ), 0), c.units) ELSE c.units END,
    value = CASE WHEN %(at)s >= last_seen_at THEN COALESCE(%(value)s + COALESCE((
        SELECT sum(m.value) FROM exceptions_case m
        WHERE m.merged_into_id = c.id AND m.currency = c.currency
    ), 0), c.value) ELSE c.value END
WHERE fingerprint = %(fingerprint)s AND closed_at IS NULL
RETURNING id, occurrences, status, FALSE AS is_new
"""
# The same, of a trouble that was merged into another case: that one goes on counting.
REPEAT_MERGED = """
WITH joined AS (
    UPDATE exceptions_case AS c SET
        last_seen_at = GREATEST(c.last_seen_at, %(at)s),
        cured_at = NULL,
        evidence = CASE WHEN %(at)s >= c.last_seen_at THEN %(evidence)s::jsonb ELSE c.evidence END
    FROM exceptions_case AS survivor
    WHERE c.fingerprint = %(fingerprint)s AND c.merged_into_id = survivor.id
        AND survivor.closed_at IS NULL
    RETURNING c.merged_into_id
)
UPDATE exceptions_case SET
    occurrences = occurrences + 1,
    last_seen_at = GREATEST(last_seen_at, %(at)s),
    snooze_until_changes = FALSE
WHERE id IN (SELECT merged_into_id FROM joined) AND closed_at IS NULL
RETURNING id, occurrences, status, FALSE AS is_new
"""
# Asked only when no case was open: one statement decides between two openers at once. Asked first it
# would use up a case number for every repeat.
OPEN_OR_REPEAT = """
INSERT INTO exceptions_case AS c (
    kind, fingerprint, title, subject_type, subject_id, subject_text, place_id, evidence,
    units, value, currency, channel, severity, status, version, waiting_on, resolution_code,
    resolution_note, snooze_until_changes, reopened, occurrences, opened_at, last_seen_at, closing_note
) VALUES (
    %(kind)s, %(fingerprint)s, %(title)s, %(subject_type)s, %(subject_id)s, %(subject_text)s,
    %(place_id)s, %(evidence)s::jsonb, %(units)s, %(value)s, %(currency)s, %(channel)s,
    %(severity)s, 'open', 1, '', '', '', FALSE, 0, 1, %(at)s, %(at)s, ''
)
ON CONFLICT (fingerprint) WHERE closed_at IS NULL DO UPDATE SET
    occurrences = c.occurrences + 1,
    last_seen_at = GREATEST(c.last_seen_at, excluded.last_seen_at),
    title = CASE WHEN excluded.last_seen_at >= c.last_seen_at THEN excluded.title ELSE c.title END,
    evidence = CASE WHEN excluded.last_seen_at >= c.last_seen_at
                    THEN excluded.evidence ELSE c.evidence END
RETURNING id, occurrences, status, (xmax = 0) AS is_new
"""


class _Happening(NamedTuple):
    kind: str
    fingerprint: str
    title: str
    subject: models.Model
    at: datetime
    place: Place | None
    evidence: dict[str, Any]
    severity: str
    units: int | None
    value: Decimal | None
    currency: str
    channel: str


class _Noted(NamedTuple):
    case_id: int
    occurrences: int
    status: str
    is_new: bool


@transaction.atomic
def open_case(
    *,
    kind: str,
    fingerprint: str,
    title: str,
    subject: models.Model,
    at: datetime,
    place: Place | None = None,
    evidence: Mapping[str, Any] | None = None,
    severity: str = "",
    units: int | None = None,
    value: Decimal | None = None,
    currency: str = "",
    channel: str = "",
) -> Case:
    """Open the case of this fingerprint, or note that it happened again while it is not closed.

    Refuses: CaseKindMissing.

    A repeat raises the counter, moves the last moment, shows the newest title and evidence, and adds
    an occurrence; it wakes a case that was put off until it changes and reopens a resolved one. A
    trouble that was merged into another case is noted there. Only the first is written to the trail:
    the occurrences are the record of the rest.
    """
    if not kind or not fingerprint:
        raise CaseKindMissing
    happening = _Happening(
        kind=kind,
        fingerprint=case_fingerprint(fingerprint),
        title=clean_text(title, longest=200),
        subject=subject,
        at=at,
        place=place,
        evidence=bounded(evidence),
        severity=severity or kind_of(kind).severity,
        units=units,
        value=value,
        currency=currency,
        channel=clean_text(channel, longest=80),
    )
    noted = _open_or_repeat(happening)
    if noted.occurrences <= OCCURRENCES_KEPT:
        Occurrence.objects.create(case_id=noted.case_id, at=at, evidence=happening.evidence)
    case = Case.objects.get(pk=noted.case_id)
    if noted.is_new:
        _begin(case, at=at)
    elif noted.status == Case.Status.RESOLVED:
        _reopen(case, at=at)
    return case


def _begin(case: Case, *, at: datetime) -> None:
    after = {"kind": case.kind, "title": case.title}
    _record_ours("exceptions.case.opened", case, at=at, after=after)
    hooks.opened()


def _reopen(case: Case, *, at: datetime) -> None:
    """It happened again after it was called resolved. The repeat holds the row's lock."""
    take_up(case, at=at)
    case.version += 1
    case.save(update_fields=[*LIFE_FIELDS, *CLOCK_FIELDS])
    ask_owners_again([case])
    _record_ours("exceptions.case.reopened", case, at=at, reason=_("It happened again."))


@transaction.atomic
def close_case(
    *, fingerprint: str, at: datetime, note: str, actor: User | None = None
) -> Case | None:
    """Close the case of this fingerprint with a note, whatever its status; None when none stands.

    Refuses: ClosingNoteMissing.

    Finding none is an answer, not a refusal: sweeps close what is cured without asking first. A case
    that others were merged into closes when the last of their causes is gone.
    """
    if not note.strip():
        raise ClosingNoteMissing
    found = lock_standing_case(case_fingerprint(fingerprint))
    if found is None:
        return None
    cured, case = found
    cured.cured_at = at
    cured.save(update_fields=["cured_at"])
    left = causes_left(case)
    agent = "" if actor else current().client or SYSTEM
    words = clean_text(note, longest=500)
    if left:
        after = {"note": words, "causes_left": left}
        record(
            "exceptions.case.cause_gone",
            case,
            actor=actor,
            at=at,
            place=case.place,
            after=after,
            agent=agent,
        )
        return case
    stop_its_clock(case, at=at)
    case.cure(note=words, by=actor, at=at)
    case.version += 1
    case.save(update_fields=[*LIFE_FIELDS, *CLOCK_FIELDS])
    settle_cases([case.pk], text=_("Its cause is gone"), at=at)
    record(
        "exceptions.case.closed",
        case,
        actor=actor,
        at=at,
        place=case.place,
        after={"note": case.closing_note},
        agent=agent,
    )
    return case


def _record_ours(
    action: str,
    case: Case,
    *,
    at: datetime,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """A line of the trail for what no person did."""
    agent = current().client or SYSTEM
    record(
        action, case, actor=None, at=at, place=case.place, after=after, reason=reason, agent=agent
    )


def case_fingerprint(text: str) -> str:
    """The fingerprint as stored: a longer one ends in its hash, so that it stays one per trouble."""
    safe = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if len(safe) <= LONGEST_FINGERPRINT:
        return safe
    digest = hashlib.sha256(safe.encode()).hexdigest()
    return f"{safe[: LONGEST_FINGERPRINT - len(digest) - 1]}#{digest}"


def _open_or_repeat(happening: _Happening) -> _Noted:
    evidence = Case._meta.get_field("evidence").get_db_prep_save(
        happening.evidence, connection=connection
    )
    parameters = {
        "kind": happening.kind,
        "fingerprint": happening.fingerprint,
        "title": happening.title,
        "subject_type": happening.subject._meta.label_lower,
        "subject_id": clean_text(str(happening.subject.pk), longest=80),
        "subject_text": clean_text(str(happening.subject), longest=200),
        "place_id": happening.place.pk if happening.place else None,
        "evidence": evidence,
        "at": happening.at,
        "severity": happening.severity,
        "units": happening.units,
        "value": happening.value,
        "currency": happening.currency,
        "channel": happening.channel,
    }
    with connection.cursor() as cursor:
        for statement in (REPEAT, REPEAT_MERGED, OPEN_OR_REPEAT):
            cursor.execute(statement, parameters)
            found = cursor.fetchone()
            if found is not None:
                return _Noted(*found)
    raise RuntimeError("An upsert answered no row.")
