"""The component layer: Python computes numbers and words, a template file draws them.

No HTML in Python. Every tag draws `templates/components/<tag>.html`, which opens with a comment
that lists its context.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from workbench import charts, formats, nav
from workbench.templatetags import ui_forms, ui_print, ui_work

register = template.Library()
register.tags.update(ui_forms.register.tags | ui_work.register.tags | ui_print.register.tags)
register.filters.update(ui_forms.register.filters)

PRIORITY = {
    1: gettext_lazy("Urgent"),
    2: gettext_lazy("High"),
    3: gettext_lazy("Normal"),
    4: gettext_lazy("Low"),
}
SLA_WORDS = {
    "bad": gettext_lazy("SLA missed, "),
    "warn": gettext_lazy("SLA at risk, "),
    "paused": gettext_lazy("SLA paused, "),
}
AT_RISK_MINUTES = 30
RING = 2 * 3.14159 * 6
# What a title may end in, beside a full stop that is put there.
STOPS = ".:!?…"

Part: TypeAlias = dict[str, Any]

HTMX_CONFIG = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    # Pages of stock data do not stay in the browser's storage on a shared tablet.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
    # Not "style": copying a menu's place as an attribute would break the content policy.
    "attributesToSettle": ["class"],
    "timeout": 20000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "409|422", "swap": True},
        {"code": "403|404", "swap": True},
        {"code": "...", "swap": False, "error": True},
    ],
}

# Of a document or a place, such as RC-000003/1 or SPIRITS-2106; longer codes may break.
REFERENCE = re.compile(r"\b([A-Z]{2,12}-[0-9A-Z]{1,8}(?:/\d+)?)\b")


def part(name: str) -> Callable[[Callable[..., Part]], Callable[..., Part]]:
    return register.inclusion_tag(f"components/{name}.html", name=name)


@register.simple_tag
def htmx_config() -> str:
    return json.dumps(HTMX_CONFIG, separators=(",", ":"))


@lru_cache(maxsize=1)
def sprite() -> str:
    return static("icons.svg")


@part("icon")
def icon(name: str, label: str = "") -> Part:
    return {"href": f"{sprite()}#{name}", "label": label}


@part("badge")
def badge(text: str, tone: str = "", ico: str = "") -> Part:
    """A status in a word, begun with a capital wherever its word comes from."""
    return {"text": capfirst(text), "tone": tone, "ico": ico}


@part("dot")
def dot(tone: str = "", label: str = "") -> Part:
    return {"tone": tone, "label": label}


@part("prose")
def prose(text: Any) -> Part:
    """A sentence whose references do not break at their hyphen: "TR-000003" stays on one line."""
    parts = REFERENCE.split(str(text))
    return {"pieces": [{"text": one, "whole": at % 2} for at, one in enumerate(parts) if one]}


@register.filter
def page_name(url: str) -> str:
    """The page behind an address, as a crumb calls it."""
    return nav.name_of(url)


@part("prio")
def prio(level: int) -> Part:
    bars = tuple((1 + i * 5, 7 - i * 3.5, 4 + i * 3.5, 4 - level > i) for i in range(3))
    return {"level": level, "word": PRIORITY[level], "bars": bars}


@part("sla")
def sla(
    minutes: int | None,
    total: int = 0,
    status: str = "",
    amber: int = AT_RISK_MINUTES,
    stops: int | None = None,
) -> Part:
    """Minutes left (below zero: missed) of a total; the ring shows the share used.

    The tone follows the minutes alone, amber from so many on, so colours never disagree with the
    sort order. The browser lets it run for `stops` minutes: until the place closes.
    """
    if minutes is None:
        return {"limit": False}
    tone = status or ("bad" if minutes < 0 else "warn" if minutes <= amber else "ok")
    used = 1.0 if minutes < 0 or not total else max(0.02, 1 - minutes / total)
    return {
        "limit": True,
        "tone": tone,
        "minutes": minutes,
        "total": total,
        "dash": f"{RING * used:.1f} {RING:.1f}",
        "word": SLA_WORDS.get(tone, ""),
        "text": formats.duration(minutes),
        "amber": amber,
        "stops": stops,
    }


@part("avatar")
def avatar(person: Any = None, me: bool = False) -> Part:
    """A person with `.initials`; None is a dashed circle, "Unassigned"."""
    return {"initials": getattr(person, "initials", ""), "name": str(person), "me": me}


@part("delta")
def delta(value: formats.Number | None) -> Part:
    tone = "zero" if not value else "neg" if value < 0 else "pos"
    return {"known": value is not None, "tone": tone, "text": formats.signed(value)}


@part("qty")
def qty(value: formats.Number | None) -> Part:
    tone = "neg" if value is not None and value < 0 else ""
    return {"known": value is not None, "tone": tone, "text": formats.quantity(value)}


@part("money")
def money(
    value: formats.Number | None, currency: str, pence: bool = True, hidden: bool = False
) -> Part:
    """`hidden` says that this role does not see values."""
    text = formats.money(value, currency, pence=pence)
    return {"known": value is not None, "hidden": hidden, "text": text}


@part("moment")
def moment(at: datetime | None, style: str = "auto") -> Part:
    """A `<time datetime>` in the person's zone: auto, time, seconds, day, ago or full."""
    if at is None:
        return {"at": None}
    now = clock.now()
    texts: dict[str, Callable[[], str]] = {
        "auto": lambda: formats.moment(at, now),
        "time": lambda: formats.clock(at),
        "seconds": lambda: formats.clock(at, seconds=True),
        "day": lambda: formats.day(_local_day(at), _local_day(now)),
        "ago": lambda: formats.ago(at, now),
        "full": lambda: formats.full_moment(at),
    }
    return {"at": at.isoformat(), "text": texts[style](), "full": formats.full_moment(at)}


def _local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


@part("state")
def state(
    ico: str, title: str, text: str = "", url: str = "", label: str = "", **more: Any
) -> Part:
    """Empty, error, no permission, stale, offline: icon, one bold line, one sentence, one way on.

    More: primary (the one filled button), alert (announced at once).
    """
    return {"ico": ico, "title": title, "text": text, "url": url, "label": label, **more}


@part("callout")
def callout(tone: str, title: str, text: str = "", by: str = "", ico: str = "") -> Part:
    """A warning, suggestion or result; `bad` is announced at once. A title before a text ends in a stop."""
    icons = {"bad": "alert", "warn": "alert", "ok": "check", "ai": "spark"}
    if text and title and str(title)[-1] not in STOPS:
        title = f"{title}."
    return {"tone": tone, "title": title, "text": text, "by": by, "ico": ico or icons.get(tone, "")}


@part("facts")
def facts(rows: Iterable[Sequence[Any]]) -> Part:
    """Rows of (label, value) or (label, value, url); None shows as a dash."""
    keys = ("label", "value", "url")
    return {"rows": [dict(zip(keys, row, strict=False)) for row in rows]}


@part("timeline")
def timeline(entries: Iterable[Any], hidden: int = 0) -> Part:
    """Entries with `at`, `text`, `sub`, `tone`; `hidden` counts those outside the person's scope."""
    return {"entries": list(entries), "hidden": hidden}


@part("progress")
def progress(done: int, total: int, label: str = "") -> Part:
    share = 100.0 if not total else min(100.0, done * 100 / total)
    return {"width": f"{share:.1f}", "label": label or f"{done} / {total}"}


@part("cover")
def cover(now: int | None, after: int | None, target: int) -> Part:
    """Days of cover now and after, against a target, on a scale of 20 days."""
    if now is None or after is None:
        return {"known": False}
    x_now, x_after, x_target = (f"{min(days / 20, 1) * 72:.1f}" for days in (now, after, target))
    tone = "low" if now < target / 2 else "a"
    return {
        "known": True,
        "now": now,
        "after": after,
        "x_now": x_now,
        "x_after": x_after,
        "x_target": x_target,
        "tone": tone,
    }


@part("sparkline")
def sparkline(values: Sequence[float], target: float | None = None) -> Part:
    return {"spark": charts.sparkline(values, target) if len(values) > 1 else None}


@part("diff")
def diff(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    label: str = "",
    old_head: str = "",
    new_head: str = "",
) -> Part:
    """Two sets of fields beside each other; only what differs is marked.

    The heads are Before and After unless told.
    """
    old, new = before or {}, after or {}
    keys = [*old, *(key for key in new if key not in old)]
    rows = [
        {
            "key": key,
            "old": old.get(key),
            "new": new.get(key),
            "has_old": key in old,
            "has_new": key in new,
            "changed": old.get(key) != new.get(key) or (key in old) != (key in new),
        }
        for key in keys
    ]
    label = label or _("Before and after")
    return {
        "label": label,
        "rows": rows,
        "any": any(row["changed"] for row in rows),
        "old_head": old_head or _("Before"),
        "new_head": new_head or _("After"),
    }


@part("hops")
def hops(steps: Sequence[Any]) -> Part:
    """A message's way: steps with `text`, `at`, `tone`, `sub`; a failed one is red and last."""
    return {"steps": steps}


@part("heat")
def heat(columns: Sequence[str], rows: Sequence[Any], caption: str) -> Part:
    """Rows with `label`, `total` and `cells` of (value, url); warm too many, cool too few."""
    drawn = [
        {
            "label": row.label,
            "total": formats.signed(row.total),
            "cells": [
                {
                    "text": formats.signed(value),
                    "tone": charts.heat_tone(value),
                    "url": url,
                    "of": of,
                }
                for of, (value, url) in zip(columns, row.cells, strict=True)
            ],
        }
        for row in rows
    ]
    return {"columns": columns, "rows": drawn, "caption": caption}


@part("kpi")
def kpi(
    label: str,
    value: str | None,
    note: str = "",
    url: str = "",
    **more: Any,
) -> Part:
    """One figure with target and change. More: unit, change, tone (good, worse), trend (values), target.

    Without a value the note says why: "Not enough data: 3 of 14 days".
    """
    figure = {"label": label, "value": value, "note": note, "url": url, "target": None}
    return {"kpi": {**figure, "known": value is not None, **more}}


@part("steps")
def steps(steps: Sequence[Any]) -> Part:
    return {"steps": steps}


@part("loading")
def loading(label: str) -> Part:
    return {"label": label}


@part("chart_latency")
def chart_latency(chart: Part | None) -> Part:
    return {"chart": chart}


@part("chart_stacked")
def chart_stacked(chart: Part | None) -> Part:
    return {"chart": chart}


@part("chart_trend")
def chart_trend(chart: Part | None) -> Part:
    return {"chart": chart}


@part("conflict")
def conflict(
    title: str, text: str = "", changes: Sequence[str] = (), actions: Sequence[Any] = ()
) -> Part:
    """Somebody was faster. Actions have `label`, `url` and `primary`; focus moves here."""
    return {"title": title, "text": text, "changes": changes, "actions": actions}


@part("export_menu")
def export_menu(list_key: str, query: str, count: int) -> Part:
    return {"list_key": list_key, "query": query, "count": count}


@register.simple_block_tag(takes_context=True)
def page_head(context: Context, content: str, title: str, sub: str = "") -> str:
    """The head of a page; the block between the tags holds freshness and buttons."""
    return render_to_string(
        "components/page_head.html", {"title": title, "sub": sub, "content": content}
    )


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, meta: str = "", flush: bool = False) -> str:
    """A titled box; `flush` leaves out the padding, for tables."""
    return render_to_string(
        "components/panel.html",
        {"title": title, "meta": meta, "content": content, "flush": flush},
    )


@register.filter
def thousands(value: formats.Number | None) -> str:
    return formats.quantity(value)


@register.filter
def signed(value: formats.Number | None) -> str:
    return formats.signed(value)


@register.filter
def pretty(value: Any) -> str:
    """A raw payload as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=False, default=str)
