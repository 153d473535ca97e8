"""What the page of a case shows."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exceptions.kinds import label_of
from exceptions.models import Case
from exceptions.queries import OCCURRENCES_SHOWN, newest_occurrences
from kernel.plain import spoken
from workbench import formats
from workbench.registry import registry
from workbench.trail.lines import subject_trail

MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$")


@dataclass(frozen=True, slots=True)
class Seen:
    """One time the trouble was seen, with its evidence ready to be drawn."""

    at: Any
    facts: list[tuple[str, Any]]
    nested: dict[str, Any]


def case_page(case: Case) -> dict[str, Any]:
    """Reference, title, facts, evidence, occurrences and trail of one case."""
    seen = newest_occurrences(case)
    plain, nested = _split(case.evidence)
    return {
        "case": case,
        "kind": label_of(case.kind),
        "facts": _facts(case),
        "evidence": plain,
        "nested": nested,
        "seen": [Seen(one.at, *_split(one.evidence)) for one in seen],
        "unseen": max(0, case.occurrences - OCCURRENCES_SHOWN),
        "times": ngettext("Seen once", "Seen %(n)s times", case.occurrences)
        % {"n": f"{case.occurrences:,}"},
        "trail": subject_trail("exceptions.case", str(case.pk)),
    }


def _facts(case: Case) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_("About"), case.subject_text, registry.subject_url(case.subject_type, case.subject_id)),
        (_("Place"), str(case.place) if case.place else _("No single place")),
    ]
    if case.closed_at:
        closer = str(case.closed_by) if case.closed_by else _("the system")
        rows += [(_("Closed by"), closer), (_("Closing note"), case.closing_note)]
    return rows


def _split(evidence: dict[str, Any]) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """Plain values as facts, nested ones apart."""
    plain = [
        (_word(name), _shown(value)) for name, value in evidence.items() if not _is_nested(value)
    ]
    return plain, {_word(name): value for name, value in evidence.items() if _is_nested(value)}


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _word(name: str) -> str:
    return _(spoken(name))


def _shown(value: Any) -> Any:
    """Numbers with a real minus sign, moments in the person's zone, the rest as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return formats.quantity(value)
    if isinstance(value, str) and MOMENT.match(value):
        return formats.full_moment(datetime.fromisoformat(value))
    return value
