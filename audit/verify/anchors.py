"""The anchor file against the database: what was cut off the end, replaced, or never anchored."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from audit import anchor
from audit.anchor import Mark, Unreadable
from audit.keys import is_signed
from audit.models import Seal
from audit.services.seals import signed_message
from audit.verify.chain import Keys
from audit.verify.report import Report

LINES_AT_ONCE = 500


@dataclass(slots=True)
class Doubt:
    """A run of blocks the file names and the database does not have, or has otherwise."""

    code: str
    first: int
    last: int


@dataclass(slots=True)
class AnchorCheck:
    """Walks the file once; what a noted restore left behind is no damage."""

    keys: Keys
    report: Report
    numbers: range
    highest: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    def run(self, *, alive: Callable[[], None]) -> None:
        """Walk the file; `alive` is called every few hundred lines."""
        newest = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
        if not anchor.path().exists():
            if newest:
                self.report.found("anchor_missing", newest, "The anchor file is missing.")
            return
        for lines in _batches(anchor.read()):
            self._compare(lines)
            alive()
        self._tell_doubts()
        if self.highest < newest:
            self.report.note(
                f"Blocks {self.highest + 1} to {newest} are not in the anchor file yet; "
                "the next sweep appends them."
            )

    def _compare(self, lines: list[Mark | Unreadable]) -> None:
        marks = [line for line in lines if isinstance(line, Mark)]
        stored = Seal.objects.filter(number__in=[mark.number for mark in marks])
        heads = {number: bytes(head) for number, head in stored.values_list("number", "head")}
        for line in lines:
            if isinstance(line, Unreadable):
                self.report.note(f"Line {line.line} of the anchor file cannot be read.")
            elif line.kind == anchor.RESTORED:
                self._restored(line)
            else:
                self._sealed(line, heads.get(line.number))

    def _sealed(self, mark: Mark, stored: bytes | None) -> None:
        if mark.number > self.highest + 1:
            self.report.found(
                "anchor_gap",
                mark.number,
                f"The anchor file lacks blocks {self.highest + 1} to {mark.number - 1}.",
            )
        self.highest = max(self.highest, mark.number)
        if mark.number not in self.numbers:
            return
        if not self._signed(mark, signed_message(bytes.fromhex(mark.head))):
            self.report.found(
                "anchor_signature_wrong",
                mark.number,
                f"The anchor file's line for block {mark.number} was signed by no trusted key.",
            )
        elif stored is None:
            self._doubt("tail_removed", mark.number)
        elif stored.hex() != mark.head:
            self._doubt("block_replaced", mark.number)

    def _restored(self, mark: Mark) -> None:
        message = anchor.restore_message(mark.number, mark.head, mark.at, mark.reason)
        if not self._signed(mark, message):
            self.report.found(
                "anchor_signature_wrong",
                mark.number,
                f"The anchor file notes a restore to block {mark.number} that no trusted key signed.",
            )
            return
        self.report.note(f"Restored to block {mark.number} at {mark.at}: {mark.reason}")
        self.highest = mark.number
        self.doubts = [doubt for doubt in self.doubts if doubt.first <= mark.number]
        for doubt in self.doubts:
            doubt.last = min(doubt.last, mark.number)

    def _signed(self, mark: Mark, message: bytes) -> bool:
        public = self.keys.get(mark.key)
        return public is not None and is_signed(public, bytes.fromhex(mark.signature), message)

    def _doubt(self, code: str, number: int) -> None:
        if self.doubts and (self.doubts[-1].code, self.doubts[-1].last) == (code, number - 1):
            self.doubts[-1].last = number
        else:
            self.doubts.append(Doubt(code, number, number))

    def _tell_doubts(self) -> None:
        for doubt in self.doubts:
            many = doubt.first != doubt.last
            blocks = f"blocks {doubt.first} to {doubt.last}" if many else f"block {doubt.first}"
            if doubt.code == "tail_removed":
                sentence = f"The anchor file knows {blocks}, the database does not: removed."
            else:
                sentence = f"The anchor file knows other content for {blocks}: replaced."
            self.report.found(doubt.code, doubt.first, sentence)


def _batches(lines: Iterable[Mark | Unreadable]) -> Iterator[list[Mark | Unreadable]]:
    lines = iter(lines)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        yield batch
