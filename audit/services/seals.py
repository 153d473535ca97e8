"""Seal the trail in blocks: a Merkle root over the rows, chained, signed, anchored outside."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from audit import anchor
from audit.canonical import FORM, SELECT, leaf, netstrings
from audit.errors import AnchorKnowsMore, ReasonMissing, TransactionIdsWentBack
from audit.keys import Signer, signer
from audit.merkle import root
from audit.models import Seal
from audit.models.seal import SEGMENT_ROWS, Segment, pack_segments
from audit.xids import advance_past, frontier, horizon, newest_written

ROWS_PER_BLOCK = 10_000
# One sealer at a time: a transaction-level advisory lock nobody else uses.
SEALING = 7_301_001
FIRST_PREVIOUS = bytes(32)
BEFORE_ALL = (-1, -1)

NEXT_ROWS = f"""
SELECT {SELECT} FROM audit_entry
WHERE (xid, id) > (%s, %s) AND xid < %s
ORDER BY xid, id LIMIT %s
"""  # noqa: S608 - made of constants


def seal_entries(*, at: datetime) -> int:
    """Seal every row below the commit-safe horizon, block by block; answers how many blocks.

    Refuses, in this order: SealKeyMissing, SealKeyUnreadable, AnchorKnowsMore,
    TransactionIdsWentBack.

    Rows are taken in the order (xid, id) and only below the oldest transaction still running, so a
    row committed late by a slow one is never jumped over. The file is written after the commit; what
    a crash leaves out of it is appended by the next sweep.
    """
    key = signer()
    blocks = 0
    while True:
        seal = _seal_block(key=key, at=at)
        if seal is None:
            break
        blocks += 1
        if seal.count < ROWS_PER_BLOCK:
            break
    anchor.append_missing(lambda number: Seal.objects.filter(number__gt=number).iterator())
    return blocks


def note_restore(*, at: datetime, reason: str) -> int:
    """Go on after a restore: move transaction ids past what the data knows, and tell the anchor.

    Refuses, in this order: ReasonMissing, SealKeyMissing, SealKeyUnreadable, TransactionIdsTooFar.

    The signed line in the anchor file says from which block the trail went on and why, so verify
    knows that later lines were left behind by a person and not removed by one.
    """
    if not reason.strip():
        raise ReasonMissing
    key = signer()
    advance_past(newest_written())
    last = Seal.objects.order_by("-number").first()
    number, head = (last.number, bytes(last.head).hex()) if last else (0, "")
    message = anchor.restore_message(number, head, at.isoformat(), reason)
    anchor.append(
        anchor.Mark(
            kind=anchor.RESTORED,
            number=number,
            head=head,
            at=at.isoformat(),
            key=key.key_id,
            signature=key.sign(message).hex(),
            reason=reason,
        )
    )
    return number


def head_of(seal: Seal) -> bytes:
    """The hash that stands for a block: everything in its row but the signature."""
    micros = round(seal.sealed_at.timestamp() * 1_000_000)
    return sha256(
        b"plumbline audit seal 1\n"
        + netstrings(
            [
                seal.number,
                seal.form,
                bytes(seal.previous).hex(),
                bytes(seal.root).hex(),
                sha256(seal.segments).hexdigest(),
                seal.count,
                *seal.first,
                *seal.last,
                micros,
            ]
        )
    ).digest()


def signed_message(head: bytes) -> bytes:
    """What the key signs: the head of the chain."""
    return b"plumbline audit head 1\n" + head


@transaction.atomic
def _seal_block(*, key: Signer, at: datetime) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        if cursor.fetchone() != (True,):
            return None
        last = Seal.objects.order_by("-number").first()
        _check_continuity(last)
        after = last.last if last else BEFORE_ALL
        cursor.execute(NEXT_ROWS, [*after, horizon(), ROWS_PER_BLOCK])
        rows = cursor.fetchall()
    return _written(rows, last=last, key=key, at=at) if rows else None


def _check_continuity(last: Seal | None) -> None:
    anchored, stored = anchor.last_number(), last.number if last else 0
    if anchored > stored:
        raise AnchorKnowsMore(anchored=anchored, stored=stored)
    newest = frontier()
    if last and newest <= last.last_xid:
        raise TransactionIdsWentBack(newest=newest, last=last.last_xid)


def _written(
    rows: Sequence[tuple[Any, ...]], *, last: Seal | None, key: Signer, at: datetime
) -> Seal:
    segments = _segments(rows)
    seal = Seal(
        number=last.number + 1 if last else 1,
        form=FORM,
        previous=bytes(last.head) if last else FIRST_PREVIOUS,
        root=root([segment.root for segment in segments]),
        segments=pack_segments(segments),
        count=len(rows),
        first_xid=rows[0][0],
        first_id=rows[0][1],
        last_xid=rows[-1][0],
        last_id=rows[-1][1],
        sealed_at=at,
        key_id=key.key_id,
    )
    seal.head = head_of(seal)
    seal.signature = key.sign(signed_message(seal.head))
    seal.save(force_insert=True)
    return seal


def _segments(rows: Sequence[tuple[Any, ...]]) -> list[Segment]:
    runs = [rows[start : start + SEGMENT_ROWS] for start in range(0, len(rows), SEGMENT_ROWS)]
    return [Segment(root([leaf(row) for row in run]), (run[-1][0], run[-1][1])) for run in runs]
