"""What an import knows how to read: fields with a type, and the sentence when a cell does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workbench.imports.sheet import Cell, Unreadable

# Floats above this have lost digits: a long number that a spreadsheet kept as a number.
EXACT = 2**53
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"


class Misfit(ValueError):
    """A cell that does not fit its field; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row may say. `aliases` are other titles a column for it may have."""

    key: str
    # The title of its column in the files we offer; files are read by titles in any language of theirs.
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    hint: str | Promise = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    places: int = 4
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    # Reads the text further, such as a list of barcodes; raises Misfit.
    read: Callable[[str], Any] | None = None

    def parse(self, cell: Cell) -> Any:
        """The value of a cell; None when it is empty. Raises Misfit."""
        if isinstance(cell, Unreadable):
            raise Misfit(_unreadable(cell))
        if cell is None or cell == "":
            if self.required:
                raise Misfit(_("This is empty. Fill it in."))
            return None
        return PARSERS[self.kind](self, cell)


def _unreadable(cell: Unreadable) -> str:
    if cell is Unreadable.FORMULA:
        return _("This is a formula. Copy the column and paste it as values.")
    return _("This is a spreadsheet error such as #N/A. Write the value itself.")


def _text(spec: Field, cell: Cell) -> Any:
    text = _plain_text(cell)
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise Misfit(_("There is a line break or a control character in it. Remove it."))
    if len(text) > spec.max_length:
        raise Misfit(
            _("It has %(length)s characters, %(limit)s fit. Shorten it.")
            % {"length": len(text), "limit": spec.max_length}
        )
    return spec.read(text) if spec.read else text


def _plain_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float) and abs(cell) > EXACT:
        raise Misfit(
            _("The spreadsheet keeps this as a number too long to be exact. Format it as text.")
        )
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        raise Misfit(_("The spreadsheet turned this into a date. Format the column as text."))
    return str(cell).strip()


def _integer(spec: Field, cell: Cell) -> int:
    number = _number(cell)
    if number != number.to_integral_value():
        raise Misfit(_("“%(text)s” is not a whole number.") % {"text": cell})
    return int(_within(spec, number))


def _decimal(spec: Field, cell: Cell) -> Decimal:
    number = _within(spec, _number(cell))
    exponent = number.normalize().as_tuple().exponent
    if isinstance(cell, float):
        # 0.1 + 0.2: the spreadsheet's own noise is rounded away.
        return round(number, spec.places)
    if isinstance(exponent, int) and -exponent > spec.places:
        raise Misfit(
            _("It has more than %(places)s decimal places. Round it.") % {"places": spec.places}
        )
    return number


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(str(cell))
    text = str(cell).strip().replace("−", "-")
    if GROUPED.fullmatch(text):
        return _finite(text.replace(",", ""))
    if not PLAIN.fullmatch(text):
        raise Misfit(_("“%(text)s” is not a number. Write it as 1234.5.") % {"text": text[:40]})
    return _finite(text)


def _finite(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Misfit(_("“%(text)s” is not a number. Write it as 1234.5.") % {"text": text[:40]})
    return number


def _within(spec: Field, number: Decimal) -> Decimal:
    if spec.minimum is not None and number < spec.minimum:
        raise Misfit(_("It must be %(limit)s or more.") % {"limit": f"{spec.minimum:,}"})
    if spec.maximum is not None and number > spec.maximum:
        raise Misfit(_("It must be %(limit)s or less.") % {"limit": f"{spec.maximum:,}"})
    return number


def _date(spec: Field, cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        raise Misfit(
            _("“%(text)s” is not a date. Write it as 2026-11-21.") % {"text": str(cell)[:40]}
        ) from None


def _moment(spec: Field, cell: Cell) -> datetime:
    """A moment with its offset; a bare date or a spreadsheet's time is read as UTC."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(str(cell).strip())
    except ValueError:
        raise Misfit(
            _("“%(text)s” is not a time. Write it as 2026-11-21T08:00+00:00.")
            % {"text": str(cell)[:40]}
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _choice(spec: Field, cell: Cell) -> str:
    text = _plain_text(cell)
    known = {
        str(text).casefold(): value
        for value, label in spec.choices.items()
        for text in (value, label)
    }
    if text.casefold() not in known:
        raise Misfit(
            _("“%(text)s” is not known. Write one of: %(choices)s.")
            % {"text": text[:40], "choices": ", ".join(spec.choices)}
        )
    return known[text.casefold()]


PARSERS: dict[Kind, Callable[[Field, Cell], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
}
