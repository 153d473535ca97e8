"""Notes from one shift to the next, shown to each person once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from accounts.models.place import covers_a_network
from audit.services import record
from exceptions.models import HandoverNote, Queue
from exceptions.routing_errors import HandoverEmpty, QueueUnknown
from exceptions.rule_policies import check_lead
from kernel.plain import clean_text

# Older notes are of yesterday's shift.
KEPT = timedelta(hours=24)
# One statement decides, so that two pages opened at once show it once.
SHOW = """
INSERT INTO exceptions_handovershown (note_id, person_id, at)
SELECT n.id, %(person)s, %(at)s
FROM exceptions_handovernote n
JOIN exceptions_queue q ON q.id = n.queue_id
WHERE n.written_at > %(since)s AND n.written_at <= %(at)s AND n.written_by_id <> %(person)s
  AND (q.team_id IS NULL AND %(wide)s OR EXISTS (
      SELECT FROM accounts_team_members m WHERE m.team_id = q.team_id AND m.user_id = %(person)s))
ON CONFLICT (note_id, person_id) DO NOTHING
RETURNING note_id
"""


@transaction.atomic
def leave_note(*, queue_id: int, text: str, actor: User, at: datetime) -> HandoverNote:
    """Leave a note for whoever works a queue next.

    Refuses, in this order: LeadingNotAllowed, QueueUnknown, HandoverEmpty.
    """
    check_lead(actor)
    queue = Queue.objects.visible_to(actor).in_use().filter(pk=queue_id).first()
    if queue is None:
        raise QueueUnknown
    words = clean_text(text.strip(), longest=1000)
    if not words:
        raise HandoverEmpty
    note = HandoverNote(queue=queue, text=words, written_by=actor, written_at=at)
    note.save(force_insert=True)
    record("exceptions.handover.left", note, actor=actor, at=at, place=queue.place)
    return note


def show_notes(*, person: User, at: datetime) -> list[HandoverNote]:
    """The notes of the last day for this person's queues that were not shown yet; now they were.

    Refuses nothing. A queue without a team is everybody's who works on cases in a whole network.
    """
    if not person.may("cases.work"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            SHOW,
            {"person": person.pk, "at": at, "since": at - KEPT, "wide": covers_a_network(person)},
        )
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    rows = HandoverNote.objects.filter(pk__in=ids)
    return list(rows.select_related("queue", "written_by").order_by("pk"))
