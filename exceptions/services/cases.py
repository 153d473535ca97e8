"""Open and close cases."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from accounts.models import Place, User
from audit.services import record
from exceptions.errors import CaseKindMissing, ClosingNoteMissing
from exceptions.locks import lock_open_case
from exceptions.models import Case, Occurrence
from kernel.context import current
from kernel.plain import bounded, clean_text

# A case keeps this many occurrences as rows; further ones raise its counter and its last moment.
OCCURRENCES_KEPT = 1_000
LONGEST_FINGERPRINT = 200
SYSTEM = "system:cases"

# What a repeat says replaces what was known, unless it speaks of an earlier moment.
REPEAT = """
UPDATE exceptions_case SET
    occurrences = occurrences + 1,
    last_seen_at = GREATEST(last_seen_at, %(at)s),
    title = CASE WHEN %(at)s >= last_seen_at THEN %(title)s ELSE title END,
    evidence = CASE WHEN %(at)s >= last_seen_at THEN %(evidence)s::jsonb ELSE evidence END
WHERE fingerprint = %(fingerprint)s AND closed_at IS NULL
RETURNING id, occurrences
"""
# Asked only when no case was open: one statement decides between two openers at once. Asked first it
# would use up a case number for every repeat.
OPEN_OR_REPEAT = """
INSERT INTO exceptions_case AS c (
    kind, fingerprint, title, subject_type, subject_id, subject_text, place_id, evidence,
    occurrences, opened_at, last_seen_at, closing_note
) VALUES (
    %(kind)s, %(fingerprint)s, %(title)s, %(subject_type)s, %(subject_id)s, %(subject_text)s,
    %(place_id)s, %(evidence)s::jsonb, 1, %(at)s, %(at)s, ''
)
ON CONFLICT (fingerprint) WHERE closed_at IS NULL DO UPDATE SET
    occurrences = c.occurrences + 1,
    last_seen_at = GREATEST(c.last_seen_at, excluded.last_seen_at),
    title = CASE WHEN excluded.last_seen_at >= c.last_seen_at THEN excluded.title ELSE c.title END,
    evidence = CASE WHEN excluded.last_seen_at >= c.last_seen_at
                    THEN excluded.evidence ELSE c.evidence END
RETURNING id, occurrences
"""


class _Happening(NamedTuple):
    kind: str
    fingerprint: str
    title: str
    subject: models.Model
    at: datetime
    place: Place | None
    evidence: dict[str, Any]


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
) -> Case:
    """Open the case of this fingerprint, or note that it happened again while it is open.

    Refuses: CaseKindMissing.

    A repeat raises the counter, moves the last moment, shows the newest title and evidence, and adds
    an occurrence. Only the first is written to the trail: the occurrences are the record of the rest.
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
    )
    case_id, occurrences = _open_or_repeat(happening)
    if occurrences <= OCCURRENCES_KEPT:
        Occurrence.objects.create(case_id=case_id, at=at, evidence=happening.evidence)
    case = Case.objects.get(pk=case_id)
    if occurrences == 1:
        record(
            "exceptions.case.opened",
            case,
            actor=None,
            at=at,
            place=place,
            after={"kind": kind, "title": case.title},
            agent=current().client or SYSTEM,
        )
    return case


@transaction.atomic
def close_case(
    *, fingerprint: str, at: datetime, note: str, actor: User | None = None
) -> Case | None:
    """Close the open case of this fingerprint with a note; None when none is open.

    Refuses: ClosingNoteMissing.

    Finding none is an answer, not a refusal: sweeps close what is cured without asking first.
    """
    if not note.strip():
        raise ClosingNoteMissing
    case = lock_open_case(case_fingerprint(fingerprint))
    if case is None:
        return None
    case.closed_at = at
    case.closed_by = actor
    case.closing_note = clean_text(note, longest=500)
    case.save(update_fields=["closed_at", "closed_by", "closing_note"])
    record(
        "exceptions.case.closed",
        case,
        actor=actor,
        at=at,
        place=case.place,
        after={"note": case.closing_note},
        agent="" if actor else current().client or SYSTEM,
    )
    return case


def case_fingerprint(text: str) -> str:
    """The fingerprint as stored: a longer one ends in its hash, so that it stays one per trouble."""
    safe = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if len(safe) <= LONGEST_FINGERPRINT:
        return safe
    digest = hashlib.sha256(safe.encode()).hexdigest()
    return f"{safe[: LONGEST_FINGERPRINT - len(digest) - 1]}#{digest}"


def _open_or_repeat(happening: _Happening) -> tuple[int, int]:
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
    }
    with connection.cursor() as cursor:
        cursor.execute(REPEAT, parameters)
        found: tuple[int, int] | None = cursor.fetchone()
        if found is None:
            cursor.execute(OPEN_OR_REPEAT, parameters)
            found = cursor.fetchone()
    if found is None:
        raise RuntimeError("An upsert answered no row.")
    return found
