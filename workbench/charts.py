"""Chart geometry: Python works out coordinates, `templates/components/chart_*.html` draw them.

Geometry goes into presentation attributes and colour comes from classes, so light, dark and print
need no second drawing and the content policy no exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from workbench import formats

Point: TypeAlias = tuple[float, float]
Chart: TypeAlias = dict[str, Any]


def _line(values: Sequence[float], box: Box, low: float, high: float) -> list[Point]:
    last = max(1, len(values) - 1)
    span = (high - low) or 1
    return [
        (
            round(box.x0 + (box.x1 - box.x0) * i / last, 1),
            round(box.y1 - (box.y1 - box.y0) * (value - low) / span, 1),
        )
        for i, value in enumerate(values)
    ]


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Box:
    x0: float
    y0: float
    x1: float
    y1: float


def sparkline(values: Sequence[float], target: float | None = None) -> Chart:
    seen = [*values, *([target] if target is not None else [])]
    low, high = min(seen), max(seen)
    high = high if high > low else low + 1
    y = None if target is None else round(21 - 18 * (target - low) / (high - low), 1)
    return {"path": _path(_line(values, Box(2, 3, 118, 21), low, high)), "target_y": y}


def heat_tone(value: float | None) -> str:
    """Class of a variance cell: white within ±1, warm above, cool below."""
    if value is None:
        return ""
    size = abs(value)
    if size <= 1:
        return "vz0"
    step = 1 if size < 6 else 2 if size < 20 else 3
    return f"v{'p' if value > 0 else 'n'}{step}"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of small multiples: its values, its limit, and how both read."""

    name: str
    values: Sequence[float]
    limit: float
    limit_text: str
    now: str
    change: str
    read: Callable[[float], str]


def _runs_over(values: Sequence[float], limit: float) -> list[tuple[int, int]]:
    """Index ranges of unbroken stretches above the limit."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i, value in enumerate([*values, limit]):
        if value > limit and start is None:
            start = i
        elif value <= limit and start is not None:
            runs.append((start, i - 1))
            start = None
    return runs


ROW, LEFT, RIGHT, WIDTH = 46, 96, 96, 640


def _latency_row(index: int, series: Series, labels: Sequence[str]) -> Chart:
    box = Box(LEFT, index * ROW + 7, WIDTH - RIGHT, index * ROW + ROW - 7)
    high = max(*series.values, series.limit) * 1.12
    step = (box.x1 - box.x0) / max(1, len(series.values) - 1)
    points = _line(series.values, box, 0, high)
    middle = (box.y0 + box.y1) / 2
    over = [
        (max(box.x0, box.x0 + (a - 0.5) * step), min(box.x1, box.x0 + (b + 0.5) * step))
        for a, b in _runs_over(series.values, series.limit)
    ]
    hits = [
        {
            "x": round(box.x0 + (j - 0.5) * step, 1),
            "tip": f"{series.name}, {labels[j]}\n{series.read(value)} ({series.limit_text})",
        }
        for j, value in enumerate(series.values)
    ]
    return {
        "name": series.name,
        "limit": series.limit_text,
        "now": series.now,
        "change": series.change,
        "bad": series.values[-1] > series.limit,
        "x0": box.x0,
        "x1": box.x1,
        "y1": box.y1,
        "y_slo": round(box.y1 - (box.y1 - box.y0) * series.limit / high, 1),
        "path": _path(points),
        "end": points[-1],
        "over": [{"x": round(a, 1), "w": round(b - a, 1)} for a, b in over],
        "y_top": box.y0 - 3,
        "band": box.y1 - box.y0 + 3,
        "y_name": round(middle + 1),
        "y_sub": round(middle + 15),
        "step": round(step, 1),
        "y_hit": box.y0 - 5,
        "hit_h": box.y1 - box.y0 + 8,
        "hits": hits,
    }


def latency(series: Sequence[Series], labels: Sequence[str], *, title: str) -> Chart | None:
    """Small multiples: a row each on its own scale, limit line, last value at the end."""
    drawable = [one for one in series if one.values]
    if not drawable:
        return None
    height = ROW * len(drawable) + 24
    span = WIDTH - RIGHT - LEFT
    last = max(1, len(labels) - 1)
    return {
        "id": "lat",
        "w": WIDTH,
        "h": height,
        "rows": [_latency_row(i, one, labels) for i, one in enumerate(drawable)],
        "y_ticks": height - 6,
        "ticks": [
            {"x": round(LEFT + span * j / last), "text": labels[j]}
            for j in range(0, len(labels), max(1, len(labels) // 6))
        ],
        "title": title,
        "desc": "; ".join(f"{one.name}: {one.now}, {one.limit_text}" for one in drawable),
    }


def stacked(
    labels: Sequence[str], kinds: Sequence[str], data: Sequence[Sequence[int]], *, title: str
) -> Chart | None:
    """Bars of at most five kinds, one bar a label; None when there is nothing to draw."""
    totals = [sum(row) for row in data]
    if not any(totals):
        return None
    step = _round_step(max(totals) / 3)
    high = (max(totals) // step + 1) * step
    box = Box(_beside(high, at_least=30), 8, 552, 196)
    scale, slot = (box.y1 - box.y0) / high, (box.x1 - box.x0) / len(labels)
    most = totals.index(max(totals))
    return {
        "id": "vol",
        "w": 560,
        "h": 218,
        **_frame(box),
        "slot": round(slot, 1),
        "bar": round(slot * 0.66, 1),
        "bars": [
            {
                "x": round(box.x0 + i * slot + slot * 0.17, 1),
                "segments": _segments(row, box.y1, scale),
                "hit_x": round(box.x0 + i * slot, 1),
                "tip": _tally(labels[i], kinds, row),
            }
            for i, row in enumerate(data)
        ],
        "kinds": list(kinds),
        "grid": _grid(box, 0, high, step),
        "labels": _ticks([box.x0 + (i + 0.5) * slot for i in range(len(labels))], labels),
        "title": title,
        "desc": f"{labels[most]}: {totals[most]}",
    }


def _beside(high: int, *, at_least: int) -> int:
    """Room left of the plot for its longest number: 7 units a character and a gap."""
    return max(at_least, 7 * len(formats.quantity(high)) + 8)


def _frame(box: Box) -> Chart:
    """Where the plot ends, and where the words beside it stand."""
    return {
        "left": box.x0,
        "right": box.x1,
        "top": box.y0,
        "plot": box.y1 - box.y0,
        "x_axis": box.x0 - 6,
        "y_labels": box.y1 + 16,
    }


def _grid(box: Box, low: int, high: int, step: int) -> list[Chart]:
    scale = (box.y1 - box.y0) / (high - low)
    lines = [
        (value, round(box.y1 - (value - low) * scale, 1)) for value in range(low, high + 1, step)
    ]
    return [{"y": y, "y_text": y + 4, "text": formats.quantity(value)} for value, y in lines]


def _ticks(places: Sequence[float], labels: Sequence[str]) -> list[Chart]:
    """About seven labels, evenly chosen."""
    every = max(1, round(len(labels) / 7))
    return [{"x": round(places[i], 1), "text": labels[i]} for i in range(0, len(labels), every)]


def _tally(label: str, kinds: Sequence[str], row: Sequence[int]) -> str:
    parts = [f"{kind}: {value}" for kind, value in zip(kinds, row, strict=True)]
    return "\n".join([f"{label}: {sum(row)}", *parts])


def _segments(row: Sequence[int], floor: float, scale: float) -> list[Chart]:
    segments, y = [], floor
    for series, value in enumerate(row, 1):
        h = value * scale
        segments.append({"series": series, "y": round(y - h, 1), "h": round(max(h - 1, 0), 1)})
        y -= h
    return segments


def _round_step(rough: float) -> int:
    """1, 2 or 5 times a power of ten, at least `rough`."""
    size = 1
    while size * 10 <= rough:
        size *= 10
    return next((size * k for k in (1, 2, 5) if size * k >= rough), size * 10)


def trend(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    limit: float | None = None,
    step: bool = False,
) -> Chart | None:
    """One line over time with a quiet grid; `step` holds a level until it changes."""
    if len(values) < 2:
        return None
    seen = [*values, 0.0, *([limit] if limit is not None else [])]
    every = _round_step((max(seen) - min(seen)) / 3 or 1)
    low, high = (int(min(seen)) // every) * every, (int(max(seen)) // every + 1) * every
    box = Box(_beside(high, at_least=44), 10, 632, 166)
    points = _line(values, box, low, high)
    width = (box.x1 - box.x0) / (len(values) - 1)
    return {
        "id": "trend",
        "w": 640,
        "h": 190,
        **_frame(box),
        "path": _step_path(points) if step else _path(points),
        "end": points[-1],
        "y_limit": None if limit is None else _line([limit], box, low, high)[0][1],
        "grid": _grid(box, low, high, every),
        "hits": [
            {"x": round(x - width / 2, 1), "tip": f"{label}\n{formats.quantity(value)}"}
            for (x, _y), label, value in zip(points, labels, values, strict=True)
        ],
        "step": round(width, 1),
        "labels": _ticks([x for x, _y in points], labels),
        "title": title,
        "desc": f"{labels[0]}: {formats.quantity(values[0])}; "
        f"{labels[-1]}: {formats.quantity(values[-1])}",
    }


def _step_path(points: Sequence[Point]) -> str:
    first, *rest = points
    return f"M{first[0]} {first[1]}" + "".join(f"H{x}V{y}" for x, y in rest)
