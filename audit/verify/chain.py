"""Each block's own record: its hash, its place in the chain, its signature."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.keys import is_signed
from audit.merkle import root
from audit.models import Seal
from audit.models.seal import SEGMENT_ROWS, unpack_segments
from audit.services.seals import BEFORE_ALL, FIRST_PREVIOUS, head_of, signed_message
from audit.verify.report import Report

Keys = dict[str, Ed25519PublicKey]


def check_link(seal: Seal, before: Seal | None, report: Report) -> bool:
    """The block follows the one before; answers whether blocks are missing between them."""
    expected = before.number + 1 if before else 1
    missing = seal.number != expected
    if missing:
        report.found("block_missing", expected, _missing(expected, seal.number - 1, before, seal))
    elif bytes(seal.previous) != (bytes(before.head) if before else FIRST_PREVIOUS):
        report.found(
            "chain_broken",
            seal.number,
            f"Block {seal.number} does not continue block {seal.number - 1}: "
            "one of the two was replaced.",
        )
    if seal.first <= (before.last if before else BEFORE_ALL) or seal.last < seal.first:
        report.found(
            "range_wrong", seal.number, f"Block {seal.number} overlaps the block before it."
        )
    return missing


def check_record(seal: Seal, keys: Keys, report: Report) -> None:
    """The block's row is what was signed."""
    name = f"Block {seal.number}, entries {seal.first_id} to {seal.last_id}"
    if not _is_consistent(seal):
        report.found("block_changed", seal.number, f"{name}: the record of the block was changed.")
        return
    public = keys.get(seal.key_id)
    if public is None:
        report.found(
            "key_unknown",
            seal.number,
            f"{name}: it is signed by key {seal.key_id}, which is not trusted here.",
        )
    elif not is_signed(public, bytes(seal.signature), signed_message(bytes(seal.head))):
        report.found("signature_wrong", seal.number, f"{name}: the signature does not fit.")


def _is_consistent(seal: Seal) -> bool:
    segments = unpack_segments(bytes(seal.segments))
    runs = -(-seal.count // SEGMENT_ROWS)
    return (
        len(segments) == runs > 0
        and segments[-1].last == seal.last
        and root([segment.root for segment in segments]) == bytes(seal.root)
        and head_of(seal) == bytes(seal.head)
    )


def _missing(first: int, last: int, before: Seal | None, after: Seal) -> str:
    blocks = f"Block {first} is" if first == last else f"Blocks {first} to {last} are"
    start = before.last_id + 1 if before else 1
    return f"{blocks} missing: the entries between {start} and {after.first_id} cannot be proven."
