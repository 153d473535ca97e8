"""What a verification found."""

from dataclasses import dataclass, field
from datetime import datetime

# A trail damaged everywhere is told by its first findings; the rest is counted.
FINDINGS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Window:
    """Which blocks are recomputed: those sealed within these moments; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_everything(self) -> bool:
        return self.since is None and self.until is None


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage: a stable word, the block, and a sentence that names the range."""

    code: str
    block: int
    sentence: str


@dataclass(slots=True)
class Report:
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    notes: list[str] = field(default_factory=list)
    blocks: int = 0
    rows: int = 0
    waiting: int = 0

    def found(self, code: str, block: int, sentence: str) -> None:
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(Finding(code, block, sentence))
        else:
            self.more += 1

    def note(self, sentence: str) -> None:
        if len(self.notes) < FINDINGS_KEPT:
            self.notes.append(sentence)

    @property
    def is_sound(self) -> bool:
        return not self.findings
