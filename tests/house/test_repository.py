"""The repository speaks of the product alone, and every room has its page."""

import re

import pytest

from config.env import BASE_DIR
from tests.house import source

TEXT = {
    *(".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".svg", ".json", ".yaml"),
    *(".yml", ".cfg", ".ini", ".sh", ""),
}
# Put together here, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.~*-])/(?:" + "work|root|Users|home/[a-z]" + r")/\w")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
SKIPPED = re.compile(r"pytest\.mark\.(?:skip|x" + r"fail)|unittest\.skip")
ROOMS = ("catalog", "ledger", "intake", "counts")


def texts() -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(BASE_DIR)), path.read_text(errors="replace"))
        for path in source.tracked()
        if path.suffix in TEXT and "data" not in path.parts
    ]


@pytest.mark.parametrize(
    "pattern", [MACHINE_PATH, UNFINISHED, SKIPPED], ids=["paths", "unfinished", "skipped"]
)
def test_holds_no_trace_of_a_machine_and_nothing_unfinished(pattern):
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for name, text in texts()
        for match in pattern.finditer(text)
    ]
    source.expect_none(found)


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_locks_pin_by_hash_and_name_no_index(name):
    text = (BASE_DIR / "requirements" / name).read_text()

    assert not re.search(
        r"https?://|file://|--(?:extra-)?index-url|--find-links|--trusted-host", text
    )
    entries = [line for line in text.splitlines() if re.match(r"\w", line)]
    assert entries
    assert all("==" in line for line in entries)
    assert text.count("--hash=sha256:") >= len(entries)


@pytest.mark.parametrize(
    "app",
    [
        *(app for app in source.APPS if app not in {"inventory", "bench"}),
        *(f"inventory/{room}" for room in ROOMS),
    ],
)
def test_every_app_has_its_page(app):
    page = BASE_DIR / app / "README.md"
    assert page.exists(), f"{app} has no README.md"
    assert len(page.read_text().splitlines()) <= 150
