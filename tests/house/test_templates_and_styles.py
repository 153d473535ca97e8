"""The content policy and the colours, held where they would be broken."""

import re
from pathlib import Path

from config.env import BASE_DIR
from tests.house import source

INLINE = {
    "style=": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "on… handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b"),
    "js:": re.compile(r"[\"']\s*js:"),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(")
COLOURED_ATTRIBUTE = re.compile(
    r"(?:fill|stroke|color|stop-color|bgcolor)\s*=\s*[\"'](?!none|currentColor|url|\{|black|white)",
    re.IGNORECASE,
)
# Hidden attribute, reduced motion, screen readers' text, print: agreed once, no more.
LOUD = {"base.css": 7, "components.css": 3, "screens.css": 4}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


def templates() -> list[tuple[Path, str]]:
    return [
        (path, TEMPLATE_COMMENT.sub(blank, path.read_text()))
        for path in source.under("templates", *source.APPS, suffix=".html")
    ]


def styles() -> list[tuple[Path, str]]:
    return [
        (path, COMMENT.sub(blank, path.read_text()))
        for path in source.under("static", suffix=".css")
    ]


def blank(match: re.Match[str]) -> str:
    """As many lines, no text."""
    return "\n" * match.group().count("\n")


def hits(pattern: re.Pattern[str], files: list[tuple[Path, str]]) -> list[str]:
    return [
        f"{path.relative_to(BASE_DIR)}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for path, text in files
        for match in pattern.finditer(text)
    ]


def test_nothing_in_a_template_needs_an_open_policy():
    source.expect_none(
        [
            f"{name}: {place}"
            for name, pattern in INLINE.items()
            for place in hits(pattern, templates())
        ]
    )


def test_colours_have_names():
    elsewhere = [(path, text) for path, text in styles() if path.name != "tokens.css"]
    source.expect_none(hits(COLOUR, elsewhere))
    source.expect_none(hits(COLOURED_ATTRIBUTE, templates()))


def test_no_new_rule_shouts():
    loud = {path.name: text.count("!important") for path, text in styles()}
    assert {name: count for name, count in loud.items() if count > LOUD.get(name, 0)} == {}


def test_fragments_say_what_they_need():
    silent = [
        str(path.relative_to(BASE_DIR))
        for path in source.under("templates", suffix=".html")
        if path.name.startswith("_")
        and not path.read_text().lstrip().startswith(("{#", "{% comment"))
    ]
    source.expect_none(silent)


def test_fragments_stand_alone():
    extending = [
        str(path.relative_to(BASE_DIR))
        for path, text in templates()
        if path.name.startswith("_") and "{% extends" in text
    ]
    source.expect_none(extending)
