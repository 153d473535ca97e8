"""Somebody was faster: what stands above a form whose page is no longer the newest (UX 10.5).

    context["conflict"] = faster("transfers.transfer", transfer.pk, page=url, at=now(), error=error)
    context["conflict"] = faster(…, mine=form, current=initial_of(transfer))

A decision belongs to what was seen, so it offers to look again and nothing else; plain fields are kept
beside what they are now, and may be saved over it by who has read that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.forms import BoundField, Form
from django.utils.translation import gettext as _

from audit.queries import trail_of
from kernel.errors import DomainError
from workbench.formats import ago
from workbench.trail.lines import lines_of, who_of


def faster(
    subject_type: str,
    subject_id: object,
    *,
    page: str,
    at: datetime,
    error: DomainError | None = None,
    mine: Form | None = None,
    current: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Title, text, changes and actions of the `conflict` component: who did what, and the ways on."""
    newest = list(trail_of(subject_type, str(subject_id))[:1])
    who = who_of(newest[0]) if newest else _("Somebody")
    when = ago(newest[0].occurred_at, at) if newest else ""
    facts = {"who": who, "when": when}
    see = {"label": _("See what changed"), "url": f"{page}#history"}
    if mine is None or current is None:
        return {
            "title": _("%(who)s changed this %(when)s, while you were looking.") % facts,
            "text": error.sentence if error else _("Nothing was done by you. Look again."),
            "changes": [f"{line.text}. {line.sub}".strip(". ") for line in lines_of(newest)],
            "actions": [{"label": _("Look again"), "url": page, "primary": True}, see],
        }
    return {
        "title": _("%(who)s changed this %(when)s, while you were editing.") % facts,
        "text": _("Your changes are kept below and have not been saved."),
        "changes": _both(mine, current),
        "actions": [see, {"label": _("Use %(who)s's version") % facts, "url": ""}],
    }


def _both(mine: Form, current: Mapping[str, Any]) -> list[str]:
    """One sentence for each field that both have changed or one has: yours, and what it is now."""
    words = _("%(field)s: yours %(mine)s, now %(now)s.")
    return [
        words
        % {
            "field": bound.label,
            "mine": _said(bound, bound.value()),
            "now": _said(bound, current.get(bound.name)),
        }
        for bound in mine.visible_fields()
        if str(bound.value() or "").split() != str(current.get(bound.name) or "").split()
    ]


def _said(bound: BoundField, value: Any) -> str:
    """A choice by its words, nothing as a dash."""
    choices = getattr(bound.field, "choices", ())
    return str(dict(_flat(choices)).get(value, value) or "–")


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield value, words
