"""What was measured, beside what was promised, as one table."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. A target is a floor or, for times and counts, a ceiling."""

    what: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        met = self.value <= self.target if self.at_most else self.value >= self.target
        return "met" if met else "MISSED"

    @property
    def promised(self) -> str:
        if self.target is None:
            return ""
        return f"{'≤' if self.at_most else '≥'} {_short(self.target)}"


@dataclass
class Report:
    """Collects figures, and says on the error stream what is going on."""

    figures: list[Figure] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - self.began:7.1f} s  {text}\n")
        sys.stderr.flush()

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        self.say(f"{figure.what}: {_short(figure.value)} {figure.unit} {figure.verdict}".rstrip())

    def table(self) -> str:
        head = ("figure", "measured", "promised", "", "note")
        rows = [
            (f.what, f"{_short(f.value)} {f.unit}".strip(), f.promised, f.verdict, f.note)
            for f in self.figures
        ]
        widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in [head, tuple("-" * width for width in widths), *rows]
        ]
        return "\n".join(lines)


def paired(
    one: Callable[[], float], other: Callable[[], float], *, rounds: int
) -> tuple[float, float, list[float]]:
    """Both rates and the ratios of each round; who goes first changes, so drift favours nobody."""
    ones, others = [], []
    for number in range(rounds):
        if number % 2:
            others.append(other())
            ones.append(one())
        else:
            ones.append(one())
            others.append(other())
    ratios = [mine / theirs for mine, theirs in zip(ones, others, strict=True)]
    return median(ones), median(others), ratios


def spread(ratios: Sequence[float]) -> str:
    return f"{len(ratios)} rounds, {min(ratios):.2f} to {max(ratios):.2f}"


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
