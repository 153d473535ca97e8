"""The state matrix: which move is allowed, drawn from the one table of ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.queries import chosen_scope
from approvals.queries import policies_in_force
from approvals.subjects import label_of
from inventory.ledger.hooks import hooks
from inventory.ledger.vocabulary import (
    PHYSICAL_STATES,
    TABLE,
    Crossing,
    End,
    Ends,
    EventType,
    Kind,
    State,
)
from inventory.ledger.words import END_WORDS, STATE_MEANINGS, STATE_WORDS, TYPE_WORDS
from kernel.clock import now


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One event type: its ends, default first, and what it asks for."""

    word: str
    name: str
    frm: list[str]
    to: list[str]
    notes: list[str]
    owners: list[str]
    # Which approvals stand before our own commands of this type, and how many policies count.
    approvals: list[str]


@require_GET
@requires("states.view")
def states(request: HttpRequest) -> HttpResponse:
    owners, approvals = hooks.owners(), _approvals(request)
    rows = [
        _type_row(type_, row, owners.get(type_.word, []), approvals.get(type_.word, []))
        for type_, row in TABLE.items()
    ]
    return render(
        request, "inventory/states.html", {"rows": rows, "grid": _grid(), "meanings": _meanings()}
    )


def _approvals(request: HttpRequest) -> dict[str, list[str]]:
    kinds = {kind for found in hooks.approved_by.values() for kind in found}
    policies = policies_in_force(kinds=kinds, principal=chosen_scope(request), at=now())
    return {
        word: [_approval(kind, policies.get(kind, 0)) for kind in found]
        for word, found in hooks.approved_by.items()
    }


def _approval(kind: str, policies: int) -> str:
    label = label_of(kind)
    if not policies:
        return _("%(kind)s: always asked") % {"kind": label}
    words = ngettext("%(kind)s: %(n)d policy", "%(kind)s: %(n)d policies", policies)
    return words % {"kind": label, "n": policies}


def _type_row(type_: EventType, row: Ends, owners: list[str], approvals: list[str]) -> TypeRow:
    return TypeRow(
        word=type_.word,
        name=str(TYPE_WORDS[type_]),
        frm=[str(END_WORDS[end]) for end in row.frm],
        to=[str(END_WORDS[end]) for end in row.to],
        notes=_notes(row),
        owners=owners,
        approvals=approvals,
    )


def _notes(row: Ends) -> list[str]:
    """What the table says of a type beside its ends."""
    kinds = {
        Kind.SETS: _("sets what was seen; the difference moves"),
        Kind.CLAIMS: _("compared, never posted"),
        Kind.UNDOES: _("takes an earlier event back"),
    }
    flags = (
        (row.kind in kinds, kinds.get(row.kind, "")),
        (row.directed, _("in or out")),
        (row.crossing is Crossing.MUST, _("names a second location")),
        (row.crossing is Crossing.MAY, _("may name a second location")),
        (row.kit, _("a kit explodes into its components")),
        (row.reason, _("needs a reason")),
        (row.supply, _("not for a discontinued SKU")),
        (row.promise, _("not at a suspended location")),
        (row.stocking, _("also at a planned location")),
    )
    return [text for holds, text in flags if holds]


def _meanings() -> list[dict[str, Any]]:
    return [
        {
            "name": STATE_WORDS[state],
            "meaning": STATE_MEANINGS[state],
            "physical": state in PHYSICAL_STATES,
        }
        for state in State
    ]


def _grid() -> dict[str, Any]:
    """From every end to every end: the names of the types that move so."""
    moves: dict[tuple[End, End], list[str]] = {}
    for type_, row in TABLE.items():
        for frm, to in _ways(row):
            moves.setdefault((frm, to), []).append(str(TYPE_WORDS[type_]))
    froms = [end for end in End if any(end is frm for frm, _to in moves)]
    tos = [end for end in End if any(end is to for _frm, to in moves)]
    return {
        "columns": [END_WORDS[end] for end in tos],
        "rows": [(END_WORDS[frm], [moves.get((frm, to), []) for to in tos]) for frm in froms],
    }


def _ways(row: Ends) -> list[tuple[End, End]]:
    """The pairs of ends of a type; a directed one goes both ways, a count as well."""
    pairs = [(frm, to) for frm in row.frm for to in row.to]
    both = row.directed or row.kind is Kind.SETS
    return pairs + [(to, frm) for frm, to in pairs] if both else pairs
