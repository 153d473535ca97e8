"""A progress line per unit for the terminal."""

from __future__ import annotations

import time
from typing import TextIO

from demo.models import Unit

WIDTH = 30


class Bar:
    """Writes at most four lines a second where the terminal can overwrite, else one per tenth."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.started = time.monotonic()
        self.shown = 0.0
        self.tenth = -1

    def __call__(self, unit: Unit) -> None:
        live = self.out.isatty()
        tenth = unit.percent // 10
        over = unit.status in {Unit.Status.READY, Unit.Status.FAILED}
        if not over and not self._due(live, tenth):
            return
        self.tenth, self.shown = tenth, time.monotonic()
        filled = WIDTH * unit.percent // 100
        took = time.monotonic() - self.started
        line = (
            f"  {unit.name:<10} [{'#' * filled}{'.' * (WIDTH - filled)}] {unit.percent:3d} % "
            f"{unit.done:>9,} of {unit.total:,} events  {unit.get_status_display()}  {took:.0f} s"
        )
        self.out.write(f"\r{line}" if live and not over else f"{chr(13) if live else ''}{line}\n")
        self.out.flush()

    def _due(self, live: bool, tenth: int) -> bool:
        return time.monotonic() - self.shown > 0.25 if live else tenth != self.tenth
