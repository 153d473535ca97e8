"""The form every business unit of the demo is read into: its catalogue, its places, what was told."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple


class Told(NamedTuple):
    """One thing one source said happened, in the time of its data set (UTC)."""

    occurred_at: datetime
    source: str
    key: str
    type: str
    sku: str
    location: str
    quantity: int
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoSku:
    code: str
    name: str
    category: tuple[str, ...] = ()
    base_unit: str = "piece"
    cost: Decimal | None = None
    price: Decimal | None = None
    # What held from which day on, in the time of the data set; instead of the single amounts above.
    costs: tuple[tuple[date, Decimal], ...] = ()
    prices: tuple[tuple[date, Decimal], ...] = ()
    case_of: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A region (no kind) or a location; the parent is a code, "" means the network itself."""

    code: str
    name: str
    parent: str = ""
    kind: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoSource:
    code: str
    name: str
    # How its messages arrive: every so many minutes, or at once (0).
    batch_minutes: int = 30
    # Missed when it falls silent: only those that the replay goes on telling.
    expected: bool = False


@dataclass(slots=True)
class Reading:
    """A unit's files, read: what to create and what to tell, oldest first."""

    skus: list[DemoSku]
    places: list[DemoPlace]
    sources: list[DemoSource]
    told: list[Told]
    # Rows of the file that are not goods movements, by reason, shown on the data page.
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: how to read it, and who to thank."""

    code: str
    name: str
    currency: str
    time_zone: str
    attribution: str
    licence: str
    derived: tuple[str, ...]
    files: tuple[str, ...]
    read: Callable[[dict[str, Path], Prefix], Reading]


@dataclass(frozen=True, slots=True)
class Prefix:
    """The catalogue prefix of the network a file is loaded into."""

    network: str

    def sku(self, code: str) -> str:
        return f"{self.network}-{code}"

    def place(self, code: str) -> str:
        return f"{self.network}-{code}"

    def source(self, code: str) -> str:
        return f"{self.network.lower()}-{code}"


def rows(path: Path, *needs: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, plain or compressed with gzip or xz.

    Refuses with ValueError a file that is no text of its kind, one without the columns this form
    needs, naming all of them, and a row that ends too early.
    """
    try:
        with open_text(path) as text:
            yield from _lines(path, csv.DictReader(text), needs)
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path.name} is damaged, or not compressed as its name says") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is no text in UTF-8") from error
    except csv.Error as error:
        raise ValueError(f"{path.name} is no CSV file: {error}") from error


def _lines(path: Path, reader: csv.DictReader[str], needs: tuple[str, ...]) -> Iterator[Any]:
    missing = [name for name in needs if name not in (reader.fieldnames or [])]
    if missing:
        raise ValueError(
            f"{path.name} has no column {', '.join(missing)}; this form needs {', '.join(needs)}"
        )
    for line in reader:
        if None in line.values():
            raise ValueError(f"{path.name}, line {reader.line_num}: the row ends too early")
        yield line


def whole(line: dict[str, str], column: str) -> int:
    """A whole number of a row; refuses with ValueError, naming column and row."""
    text = (line.get(column) or "").strip()
    try:
        number = float(text)
    except ValueError:
        number = 0.5
    if number != int(number):
        shown = ", ".join(f"{name}={value}" for name, value in list(line.items())[:4])
        raise ValueError(f'{column} "{text}" is not a whole number, in the row {shown}')
    return int(number)


def open_text(path: Path) -> io.TextIOBase:
    """UTF-8 text of a plain, gzip or xz file; a byte-order mark is dropped."""
    if path.suffix == ".xz":
        return io.TextIOWrapper(lzma.open(path, "rb"), encoding="utf-8-sig", newline="")
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def money(text: str) -> Decimal | None:
    """A positive amount with four decimals, or None."""
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return None
    return amount.quantize(Decimal("0.0001")) if amount > 0 else None


def title(text: str) -> str:
    """Names that arrive in capitals, set for reading."""
    text = " ".join(text.split())
    return text.capitalize() if text.isupper() else text
