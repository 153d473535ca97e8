"""A seal: one block of the trail, chained to the one before and signed."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from django.db import models

# A segment is the root of up to 256 rows and the (xid, id) of its last row: what verify can name.
SEGMENT_ROWS = 256
_SEGMENT = struct.Struct(">32sqq")


@dataclass(frozen=True, slots=True)
class Segment:
    """The root over a run of rows and where the run ends."""

    root: bytes
    last: tuple[int, int]


def pack_segments(segments: list[Segment]) -> bytes:
    return b"".join(_SEGMENT.pack(segment.root, *segment.last) for segment in segments)


def unpack_segments(packed: bytes) -> list[Segment]:
    """The segments of a block; none at all when the bytes were damaged."""
    if len(packed) % _SEGMENT.size:
        return []
    return [Segment(root, (xid, pk)) for root, xid, pk in _SEGMENT.iter_unpack(packed)]


class Seal(models.Model):
    """Append-only. Covers every row after the block before it up to (last_xid, last_id)."""

    number = models.BigIntegerField(primary_key=True)
    form = models.SmallIntegerField()
    previous = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    segments = models.BinaryField()
    count = models.IntegerField()
    first_xid = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_xid = models.BigIntegerField()
    last_id = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    # The hash of all of the above, which the next block names and the key signs.
    head = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["last_xid", "last_id"], name="audit_seal_last"),
            models.Index(fields=["sealed_at"], name="audit_seal_sealed"),
        ]

    def __str__(self) -> str:
        return f"block {self.number}"

    @property
    def first(self) -> tuple[int, int]:
        return (self.first_xid, self.first_id)

    @property
    def last(self) -> tuple[int, int]:
        return (self.last_xid, self.last_id)

    @property
    def head_text(self) -> str:
        """The head as people compare it."""
        return bytes(self.head).hex()
