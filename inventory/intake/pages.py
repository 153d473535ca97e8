"""What the intake page draws: figures, charts, and one row per source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.place import Principal
from inventory.intake.lags import spoken
from inventory.intake.periods import Period
from inventory.intake.queries.overview import (
    SourceState,
    oldest_waiting,
    open_waiting,
    source_states,
)
from inventory.ledger.models import Source
from workbench import charts, formats

MOST_LINES = 6
MOST_WAITING = 100_000
MOST_STACKED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a row: red or amber where it asks for somebody, with the list behind it."""

    # None where it would tell of places outside the person's.
    value: int | None
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    status: str
    tone: str
    heard_at: datetime | None
    received: Cell
    posted: Cell
    duplicates: Cell
    conflicts: Cell
    waiting: Cell
    missing: Cell
    places: str
    places_tone: str
    p50: str
    p95: str


def overview_page(*, principal: Principal, period: Period, at: datetime) -> dict[str, Any]:
    """The whole page for one principal and period."""
    states = source_states(principal=principal, period=period, at=at)
    starts = period.starts(at)
    labels = [_label(start, period) for start in starts]
    rows = [_row(state) for state in states]
    figures = _figures(states, principal, period, at)
    return {
        "period": period,
        "at": at,
        "figures": figures,
        "rows": rows,
        "rate": _rate_chart(states, labels),
        "rate_table": _rate_table(states, labels),
        "lag": _lag_chart(states, labels),
        "lag_table": _lag_table(states, labels),
        "left_out": max(0, len(_spoke(states)) - MOST_LINES),
        "partly": sum(not state.whole for state in states),
        "token": _token(rows, figures),
    }


def _row(state: SourceState) -> Row:
    total, code = state.total, state.source.code
    status, tone = _status(state)
    return Row(
        code=code,
        name=state.source.name,
        status=status,
        tone=tone,
        heard_at=state.last_heard_at,
        received=Cell(total.received if state.whole else None),
        posted=Cell(total.posted if state.whole else None),
        duplicates=Cell(total.duplicate if state.whole else None),
        conflicts=_open(state.conflicts, "bad", "inventory:conflicts", code),
        waiting=_open(state.waiting, "warn", "inventory:waiting", code),
        missing=_open(state.missing, "warn", "inventory:gaps", code),
        places=_places(state),
        places_tone="bad-text" if state.late_places else "",
        p50=spoken(state.p50),
        p95=spoken(state.p95),
    )


def _status(state: SourceState) -> tuple[str, str]:
    if state.last_heard_at is None:
        return _("Never heard"), ""
    if state.late:
        return _("Late"), "bad"
    if state.conflicts or state.waiting or state.missing:
        return _("Needs you"), "warn"
    return _("Healthy"), "ok"


def _open(number: int, tone: str, url_name: str, code: str) -> Cell:
    url = f"{reverse(url_name)}?{urlencode({'source': code})}" if number else ""
    return Cell(number, tone if number else "", url)


def _places(state: SourceState) -> str:
    if not state.places:
        return "–"
    if not state.late_places:
        return formats.quantity(state.places)
    return _("%(late)s of %(all)s late") % {
        "late": formats.quantity(state.late_places),
        "all": formats.quantity(state.places),
    }


def _figures(
    states: Sequence[SourceState], principal: Principal, period: Period, at: datetime
) -> list[dict[str, Any]]:
    received = sum(state.total.received for state in states)
    duplicates = sum(state.total.duplicate for state in states)
    per_minute = received / (period.length.total_seconds() / 60)
    oldest = oldest_waiting(principal)
    late = [state for state in states if state.late]
    late_places = sum(state.late_places for state in states)
    return [
        _figure(
            _("Events"), received, _("%(n)s per minute") % {"n": f"{per_minute:,.1f}"}, "#rate"
        ),
        _figure(_("Duplicates"), duplicates, _share(duplicates, received), "#sources"),
        _figure(
            _("Waiting"),
            # As the list it leads to: events of no known place and of unseen sources as well.
            open_waiting(principal, most=MOST_WAITING),
            _("oldest %(ago)s") % {"ago": formats.ago(oldest, at)}
            if oldest
            else _("nothing waits"),
            reverse("inventory:waiting"),
        ),
        _figure(
            _("Conflicts"),
            sum(state.conflicts for state in states),
            _("keys with two contents"),
            reverse("inventory:conflicts"),
        ),
        _figure(
            _("Missing"),
            sum(state.missing for state in states),
            _("numbers streams skipped"),
            reverse("inventory:gaps"),
        ),
        _figure(
            _("Late feeds"),
            len(late),
            ngettext("%(n)s place late", "%(n)s places late", late_places)
            % {"n": formats.quantity(late_places)},
            "#sources",
            tone="worse" if late else "",
        ),
    ]


def _figure(label: str, value: int, note: str, url: str, tone: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": formats.quantity(value),
        "note": note,
        "url": url,
        "tone": tone,
    }


def _share(part: int, whole: int) -> str:
    return _("%(share)s of all") % {"share": formats.percent(part / whole if whole else 0)}


def _spoke(states: Sequence[SourceState]) -> list[SourceState]:
    """Those that posted anything in the period, longest lag against its limit first."""
    spoke = [state for state in states if state.total.posted]
    return sorted(spoke, key=lambda state: -(state.p95 or 0) / _limit(state))


def _limit(state: SourceState) -> float:
    return float(state.source.interval_minutes * 60 or 7 * 86_400)


def _lag_chart(states: Sequence[SourceState], labels: Sequence[str]) -> Any:
    series = [_series(state) for state in _spoke(states)[:MOST_LINES]]
    return charts.latency(series, labels, title=_("Lag by source"))


def _series(state: SourceState) -> charts.Series:
    values = _carried([bucket.p95 for bucket in state.buckets])
    interval = state.source.interval_minutes
    limit = _("limit %(minutes)s min") % {"minutes": interval} if interval else _("no limit")
    return charts.Series(
        name=_short(state.source.name),
        values=values,
        limit=_limit(state) if interval else max(values) + 1,
        limit_text=limit,
        now=spoken(values[-1]),
        change=_("median %(lag)s") % {"lag": spoken(state.p50)},
        read=spoken,
    )


def _short(name: str, *, longest: int = 15) -> str:
    """Fits beside its line."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _carried(values: Sequence[float | None]) -> list[float]:
    """A stretch without events keeps the lag of the one before it."""
    carried, last = [], 0.0
    for value in values:
        last = last if value is None else value
        carried.append(last)
    return carried


def _rate_chart(states: Sequence[SourceState], labels: Sequence[str]) -> Any:
    names, columns = _stacks(states)
    data = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return charts.stacked(labels, names, data, title=_("Events received")) if data else None


def _stacks(states: Sequence[SourceState]) -> tuple[list[str], list[list[int]]]:
    """The busiest sources one by one, all others together: at most five kinds."""
    busiest = sorted((s for s in states if s.total.received), key=lambda s: -s.total.received)
    alone = busiest if len(busiest) <= MOST_STACKED else busiest[: MOST_STACKED - 1]
    names = [state.source.name for state in alone]
    columns = [[bucket.received for bucket in state.buckets] for state in alone]
    if len(alone) < len(busiest):
        names.append(_("Others"))
        others = [[b.received for b in state.buckets] for state in busiest[len(alone) :]]
        columns.append([sum(column) for column in zip(*others, strict=True)])
    return names, columns


def _rate_table(states: Sequence[SourceState], labels: Sequence[str]) -> dict[str, Any]:
    names, columns = _stacks(states)
    lines = [
        (label, [formats.quantity(column[number]) for column in columns])
        for number, label in enumerate(labels)
        if any(column[number] for column in columns)
    ]
    return {"heads": names, "lines": lines}


def _lag_table(states: Sequence[SourceState], labels: Sequence[str]) -> dict[str, Any]:
    shown = _spoke(states)[:MOST_LINES]
    lines = [
        (label, [spoken(state.buckets[number].p95) for state in shown])
        for number, label in enumerate(labels)
        if any(state.buckets[number].posted for state in shown)
    ]
    return {"heads": [state.source.name for state in shown], "lines": lines}


def _label(start: datetime, period: Period) -> str:
    local = timezone.localtime(start)
    return f"{local:%a %H:%M}" if period.key == "7d" else f"{local:%H:%M}"


def _token(*parts: Any) -> str:
    """Equal tokens mean that nothing on the page would change."""
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def expected_of(source: Source) -> list[tuple[str, str, str]]:
    """What is expected of a source: label, value, and what it does."""
    interval, grace = source.interval_minutes, source.gap_grace_minutes
    ahead = f"{source.clock_tolerance_s:,} s"
    return [
        (
            _("Its clock may run ahead"),
            ahead,
            _(
                "An event dated more than %(ahead)s in the future is not posted. It waits as “In the future” until somebody corrects or replays it."
            )
            % {"ahead": ahead},
        ),
        (
            _("It speaks at least every"),
            formats.duration(interval) if interval else _("Never late"),
            _(
                "Silent for longer than %(time)s, it is late: a case opens, and the stock of its places shows its age. The case closes when it is heard."
            )
            % {"time": formats.duration(interval)}
            if interval
            else _("No case opens, however long it is silent."),
        ),
        (
            _("A number may be late"),
            formats.duration(grace) if grace else _("Not at all"),
            _(
                "A number of a stream that is missing for longer is shown as a gap and opens a case. A reversal that came before its event waits as long before it opens one."
            ),
        ),
    ]
