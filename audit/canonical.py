"""The exact bytes of a trail row that a seal speaks of.

Every value is a netstring (`length:text,`), a missing one is `-`, in the fixed order below. Moments
are UTC microseconds, JSON is the text PostgreSQL gives for jsonb (its own key order and numbers). So
anybody can compute the same bytes from a dump, without this program. A new column means a new form.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

FORM = 1
HEADING = b"plumbline audit entry 1\n"

# Column and the SQL that reads it; the first two are the order of sealing.
COLUMNS = (
    ("xid", "xid"),
    ("id", "id"),
    ("recorded_at", "(extract(epoch FROM recorded_at) * 1000000)::bigint"),
    ("occurred_at", "(extract(epoch FROM occurred_at) * 1000000)::bigint"),
    ("actor_id", "actor_id"),
    ("agent", "agent"),
    ("on_behalf_of", "on_behalf_of"),
    ("ip", "ip"),
    ("action", "action"),
    ("subject_type", "subject_type"),
    ("subject_id", "subject_id"),
    ("subject_text", "subject_text"),
    ("place_id", "place_id"),
    ("place_path", "place_path"),
    ("before", "before::text"),
    ("after", "after::text"),
    ("reason", "reason"),
    ("request_id", "request_id"),
    ("correlation_id", "correlation_id"),
)
SELECT = ", ".join(sql for _, sql in COLUMNS)


def netstrings(values: Iterable[Any]) -> bytes:
    """Values one after the other, so that no two lists of values give the same bytes."""
    parts = []
    for value in values:
        if value is None:
            parts.append(b"-")
            continue
        raw = str(value).encode()
        parts.append(b"%d:%b," % (len(raw), raw))
    return b"".join(parts)


def leaf(row: Iterable[Any]) -> bytes:
    """The leaf hash of one row read with `SELECT` (RFC 6962: leaves begin with 0x00)."""
    return sha256(b"\x00" + HEADING + netstrings(row)).digest()
