"""Progress lines with the time since the start, for whoever waits."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Steps:
    def __init__(self, out: TextIO, *, began: float | None = None) -> None:
        self.out = out
        self.began = began or time.monotonic()

    def say(self, text: str) -> None:
        self.out.write(f"{self._elapsed()}  {text}\n")
        self.out.flush()

    @contextmanager
    def doing(self, text: str) -> Iterator[Callable[[str], None]]:
        """`text …` while it lasts; the block may replace it by what came out."""
        result = [text]
        if self.out.isatty():
            self.out.write(f"{self._elapsed()}  {text} …\r")
            self.out.flush()
        yield lambda words: result.__setitem__(0, words)
        if self.out.isatty():
            self.out.write("\x1b[K")
        self.say(result[0])

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self.began:6.1f} s"
