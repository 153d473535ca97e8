"""Merkle trees as in RFC 6962: leaves begin with 0x00, nodes with 0x01. Pure functions.

Pairing neighbours level by level and carrying an odd last one up gives the very tree of the RFC.
So the roots of aligned runs of 2^k leaves are its inner nodes, and the root of those roots is its root.
"""

from collections.abc import Sequence
from hashlib import sha256


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (or over the roots of aligned runs). At least one is needed."""
    level = list(hashes)
    while len(level) > 1:
        paired = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]
