from hashlib import sha256

import pytest

from audit.canonical import HEADING, leaf, netstrings
from audit.merkle import node, root


def by_the_rfc(hashes):
    """RFC 6962, 2.1: split at the largest power of two below n."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(by_the_rfc(hashes[:split]), by_the_rfc(hashes[split:]))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 513, 1_000])
def test_equals_the_tree_of_the_rfc(count):
    hashes = [sha256(str(n).encode()).digest() for n in range(count)]

    assert root(hashes) == by_the_rfc(hashes)


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600, 1_024])
def test_the_root_of_aligned_runs_is_the_root(count):
    hashes = [sha256(str(n).encode()).digest() for n in range(count)]
    runs = [root(hashes[start : start + 256]) for start in range(0, count, 256)]

    assert root(runs) == root(hashes)


def test_leaves_and_nodes_are_told_apart():
    assert leaf([1]) == sha256(b"\x00" + HEADING + b"1:1,").digest()
    assert node(b"a", b"b") == sha256(b"\x01ab").digest()


def test_no_two_lists_of_values_give_the_same_bytes():
    assert netstrings(["ab", ""]) != netstrings(["a", "b"])
    assert netstrings([None]) != netstrings(["-"])
    assert netstrings(["é"]) == b"2:\xc3\xa9,"
