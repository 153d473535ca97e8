"""What the page of one entry shows."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from audit.models import Entry
from audit.queries import action_words, seal_of
from kernel.plain import spoken
from workbench import formats
from workbench.registry import registry
from workbench.trail.lines import subject_trail, who_of
from workbench.trail.rows import name_each
from workbench.trail.tables import subject_of


def entry_page(entry: Entry) -> dict[str, Any]:
    """The facts of an entry, its difference, its seal and what else happened to its subject."""
    name_each([entry])
    return {
        "entry": entry,
        "action": action_words(entry.action),
        "subject": subject_of(entry),
        "facts": _facts(entry),
        "before": _readable(entry.before),
        "after": _readable(entry.after),
        "has_difference": bool(entry.before or entry.after),
        "origin": _origin(entry),
        "seal": seal_of(entry),
        "trail": subject_trail(entry.subject_type, entry.subject_id),
        "more": trail_url(subject=f"{entry.subject_type}:{entry.subject_id}"),
    }


def trail_url(**filters: str) -> str:
    """The trail with these filters."""
    return f"{reverse('audit:entries')}?{urlencode(filters)}"


def _facts(entry: Entry) -> list[tuple[Any, ...]]:
    subject_url = registry.subject_url(entry.subject_type, entry.subject_id)
    rows: list[tuple[Any, ...]] = [
        (_("Who"), who_of(entry)),
        (_("Subject"), subject_of(entry), subject_url),
        (_("Place"), getattr(entry, "place_code", "") or _("No single place")),
        (_("Reason"), entry.reason),
    ]
    if entry.on_behalf_of:
        rows.insert(1, (_("On behalf of"), entry.on_behalf_of))
    if entry.agent and entry.agent != who_of(entry):
        rows.insert(1, (_("Through"), entry.agent))
    return rows


def _origin(entry: Entry) -> list[tuple[Any, ...]]:
    request, correlation = entry.request_id, entry.correlation_id
    return [
        (_("Happened"), formats.full_moment(entry.occurred_at)),
        (_("Recorded"), formats.full_moment(entry.recorded_at)),
        (_("Action"), entry.action, trail_url(action=entry.action)),
        (_("Address"), entry.ip),
        (_("Request"), request, trail_url(request=request) if request else ""),
        (_("Correlation"), correlation, trail_url(request=correlation) if correlation else ""),
    ]


def _readable(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Fields with values as people read them: nested ones as JSON, missing ones as a dash."""
    return {spoken(name): _value(value) for name, value in (facts or {}).items()}


def _value(value: Any) -> Any:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ", ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
