"""What a page says to people, and what of it no person would have written."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# A missing value, a placeholder nobody filled, something printed as Python does, a key.
RAW = re.compile(
    r"^\s*None\s*$|[:=(,] ?None\b|\bNone[,)]|\bNaN\b|\bundefined\b|%\(\w+\)|\{\{|\{%|\{\w+\}"
    r"|<\w+[ :].*object|QuerySet|\[object |datetime\.|\b[a-z]+(?:_[a-z0-9]+)+\b"
)
# Codes are shown as what they are, in these or in the class `mono`.
SILENT = {"script", "style", "template", "code", "pre", "textarea"}
SAID_BY = ("title", "aria-label", "placeholder", "alt")


class Words(HTMLParser):
    """The text of a page, and what stands in for text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent, self._deep = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if self._silent:
            self._deep += tag == self._silent
        elif tag in SILENT or "mono" in (facts.get("class") or "").split():
            self._silent, self._deep = tag, 1
        else:
            self.said += [facts[name] or "" for name in SAID_BY if name in facts]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._deep -= 1
            self._silent = self._silent if self._deep else ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def raw_words(page: str) -> list[str]:
    """Each text of the page that has one, with the word."""
    found = ((RAW.search(text), text) for text in Words(page).said)
    return [f"{word[0]!r} in {text.strip()[:70]!r}" for word, text in found if word]
