"""Barcode geometry. The libraries supply the pattern; `components/barcode.html` draws it as one path."""

from __future__ import annotations

from dataclasses import dataclass

import barcode
import segno
from django.utils.translation import gettext as _

# Light modules on each side, as the standards ask: 11 left of an EAN-13, 10 of a Code 128.
QUIET = 11
QUIET_QR = 4
MODULE_MM = 0.33
TEXT_ROWS = 14
LONGEST = 48


@dataclass(frozen=True, slots=True)
class Drawn:
    """One code as the template draws it, in modules; sizes in millimetres."""

    path: str
    w: int
    h: int
    width_mm: str
    height_mm: str
    label: str
    text: str = ""
    x_text: float = 0
    y_text: float = 0


def symbology_of(value: str) -> str:
    """EAN-13 and EAN-8 for numbers that are one, Code 128 for everything else; "" for what no bars say."""
    if value.isascii() and value.isdigit() and len(value) in {8, 13} and _check_digit_fits(value):
        return "ean13" if len(value) == 13 else "ean8"
    printable = value.isascii() and value.isprintable()
    return "code128" if value and printable and len(value) <= LONGEST else ""


def bars(value: str, *, height_mm: float = 14, module_mm: float = MODULE_MM) -> Drawn | None:
    """The bars of a value with its text below; None when it cannot be encoded."""
    kind = symbology_of(value)
    if not kind:
        return None
    pattern: str = barcode.get(kind, value).build()[0].replace("G", "1")
    rows = round(height_mm / module_mm)
    width, height = len(pattern) + 2 * QUIET, rows + TEXT_ROWS
    return Drawn(
        path=_runs(pattern, rows),
        w=width,
        h=height,
        width_mm=f"{width * module_mm:.2f}",
        height_mm=f"{height * module_mm:.2f}",
        label=_("Barcode %(value)s") % {"value": value},
        text=value,
        x_text=width / 2,
        y_text=height - 3,
    )


def qr(value: str, *, size_mm: float = 22) -> Drawn | None:
    """A QR code of the value; None when it is longer than one can hold."""
    try:
        made = segno.make_qr(value, error="m")
    except segno.DataOverflowError:
        return None
    matrix = list(made.matrix)
    size = len(matrix) + 2 * QUIET_QR
    path = "".join(
        f"M{x + QUIET_QR} {y + QUIET_QR}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    label = _("QR code of %(value)s") % {"value": value}
    return Drawn(path, size, size, f"{size_mm:.2f}", f"{size_mm:.2f}", label)


def _runs(pattern: str, rows: int) -> str:
    """Each run of dark modules as one rectangle."""
    path, at = [], 0
    for run in pattern.replace("01", "0 1").replace("10", "1 0").split(" "):
        if run[0] == "1":
            path.append(f"M{QUIET + at} 0h{len(run)}v{rows}h-{len(run)}z")
        at += len(run)
    return "".join(path)


def _check_digit_fits(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(d * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10 == 0
