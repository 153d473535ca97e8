"""Every pair of tokens that meets on a screen, computed from tokens.css in both themes."""

import math
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

SURFACES = ["canvas", "surface", "raised", "sunken", "hover", "accent-soft"]
TEXT = [
    *[(ink, on) for ink in ("ink", "ink-2", "ink-3") for on in SURFACES],
    *[("accent", on) for on in ("canvas", "surface", "raised", "hover", "accent-soft")],
    *[(tone, on) for tone in ("bad", "warn", "ok", "ai") for on in ("canvas", "surface")],
    *[(tone, f"{tone}-soft") for tone in ("bad", "warn", "ok", "ai")],
    *[(ink, f"{tone}-soft") for ink in ("ink", "ink-2") for tone in ("bad", "warn", "ok", "ai")],
    *[("on-solid", on) for on in ("accent-solid", "accent-press", "d-p3", "d-n3")],
    *[("ink", on) for on in ("d-p2", "d-p1", "d-n1", "d-n2")],
    ("ink-3", "d-0"),
    ("inverse-ink", "inverse"),
    ("inverse-act", "inverse"),
]
MARKS = [
    (mark, on)
    for mark in ("edge", "focus", "ok-mark", "warn-mark", "bad-solid", "s1", "s2", "s3", "s4", "s5")
    for on in ("canvas", "surface")
]
OKLCH = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Name to its light and its dark value."""
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    found = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", css):
        colours = OKLCH.findall(value)
        if colours:
            found[name] = (colours[0], colours[-1])
    return found


def luminance(colour: tuple[str, str, str]) -> float:
    """Relative luminance of an oklch colour, clipped to what a screen can show."""
    light, chroma, hue = float(colour[0]) / 100, float(colour[1]), math.radians(float(colour[2]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    pair = sorted(luminance(tokens()[name][theme]) for name in (one, other))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "on"), TEXT)
def test_text_reads_at_least_at_4_5(ink: str, on: str, theme: int) -> None:
    assert contrast(ink, on, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "on"), MARKS)
def test_marks_show_at_least_at_3(mark: str, on: str, theme: int) -> None:
    assert contrast(mark, on, theme) >= 3


def test_black_on_white_is_known() -> None:
    black, white = luminance(("0", "0", "0")), luminance(("100", "0", "0"))

    assert (white + 0.05) / (black + 0.05) == pytest.approx(21, abs=0.01)
