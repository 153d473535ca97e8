"""Somebody was faster: what the banner says above a form over something that changed meanwhile.

What was typed stands below it; sent again with the newest version it is kept ("Keep mine and save").
A decision belongs to what was seen, so it can only be looked at again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.forms import BooleanField, BoundField, Form
from django.utils.translation import gettext as _

from audit.queries import trail_of
from kernel.clock import now
from kernel.errors import Conflict, DomainError, RuleViolation
from workbench import formats
from workbench.trail.lines import lines_of, who_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a conflict."""

    label: str
    url: str
    primary: bool = False


def attempt_edit(
    form: Form,
    command: Callable[[dict[str, Any]], T],
    *,
    stale: tuple[type[Conflict], ...],
    subject: Model | None,
    current: Mapping[str, Any] | None = None,
    see: str = "#history",
) -> tuple[T | None, int, dict[str, Any]]:
    """What the command answers to a valid form, else None, the status, and the banner when one of
    `stale` says that `subject` was changed meanwhile. `current` is what is kept now, by field."""
    if not form.is_valid():
        return None, 422, {}
    try:
        return command(form.cleaned_data), 200, {}
    except stale as error:
        changes = differences(form, current) if current else []
        banner = banner_of(subject, changes, see=see) if subject else {}
        if not banner:
            form.add_error(None, error.sentence)
        return None, error.http_status, banner
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return None, error.http_status, {}


def banner_of(subject: Model, changes: list[str], *, see: str = "#history") -> dict[str, Any]:
    """The context of the component `conflict`: who, when, yours and now, the ways out."""
    entry = next(iter(trail_of(subject._meta.label_lower, str(subject.pk))), None)
    who = who_of(entry) if entry else _("Somebody")
    when = formats.ago(entry.occurred_at, now()) if entry else _("meanwhile")
    title = _("%(who)s changed this %(when)s, while you were editing.") % {"who": who, "when": when}
    return {
        "title": title,
        "text": _("Your changes are kept below and have not been saved."),
        "changes": changes,
        "actions": [
            Way(_("See what changed"), see),
            Way(_("Use %(who)s's version") % {"who": who}, ""),
        ],
    }


def look_again(subject: Model, error: DomainError, *, page: str) -> dict[str, Any]:
    """The same for a decision: who did what, the sentence of the refusal, and the way back to look."""
    newest = list(trail_of(subject._meta.label_lower, str(subject.pk))[:1])
    who = who_of(newest[0]) if newest else _("Somebody")
    when = formats.ago(newest[0].occurred_at, now()) if newest else _("meanwhile")
    title = _("%(who)s changed this %(when)s, while you were looking.") % {"who": who, "when": when}
    return {
        "title": title,
        "text": error.sentence,
        "changes": [f"{line.text}. {line.sub}".strip(". ") for line in lines_of(newest)],
        "actions": [
            Way(_("Look again"), page, primary=True),
            Way(_("See what changed"), f"{page}#history"),
        ],
    }


def seen_of(form: Form) -> str:
    """A mark of what a form showed of a record that has no version of its own."""
    return hashlib.sha256(repr(sorted(form.initial.items())).encode()).hexdigest()[:16]


def changed_since_shown(form: Form) -> bool:
    """Whether the form was sent from a page that showed something else than is kept now."""
    seen = form.data.get("seen")
    return bool(seen) and seen != seen_of(form)


def differences(form: Form, current: Mapping[str, Any]) -> list[str]:
    """ "Name: yours Mug, now Cup." for each field that differs from what is kept."""
    return [
        said(bound.label, mine, kept) for bound, mine, kept in _both(form, current) if mine != kept
    ]


def said(label: object, mine: str, kept: str) -> str:
    """One difference in words."""
    words = _("%(field)s: yours %(mine)s, now %(now)s.")
    return words % {"field": label, "mine": mine or "–", "now": kept or "–"}


def _both(form: Form, current: Mapping[str, Any]) -> Iterator[tuple[BoundField, str, str]]:
    for bound in form.visible_fields():
        kept = bound.field.prepare_value(current.get(bound.name))
        yield bound, _shown(bound, bound.value()), _shown(bound, kept)


def _shown(bound: BoundField, value: Any) -> str:
    """A value of a field as a person reads it."""
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        several = value if isinstance(value, list | tuple) else [value]
        wanted = {str(each) for each in several if each not in (None, "")}
        return ", ".join(str(label) for key, label in _flat(choices) if str(key) in wanted)
    if isinstance(bound.field, BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime | date):
        return str(bound.field.widget.format_value(value) or "")
    return "" if value is None else str(value).strip()


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Choices that stand in groups, like those that do not."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label
