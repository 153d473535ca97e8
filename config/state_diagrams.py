"""State diagrams in the READMEs, drawn from the machines themselves.

A README says where a diagram belongs, by app label, model and field:

    <!-- states: approvals.ApprovalRequest.status -->
    <!-- end of states -->

`manage.py state_diagrams` draws what stands between the two lines, for every machine of the product;
a house test fails when a machine has no such place or its diagram is no longer true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django_fsm import FSMField

from config.env import BASE_DIR

PLACE = re.compile(
    r"(<!-- states: (?P<name>[\w.]+) -->\n)(?:.*?)(<!-- end of states -->)", re.DOTALL
)
ANY = "*"


@dataclass(frozen=True)
class Machine:
    """One protected status of one model."""

    model: type[Model]
    field: FSMField

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def page(self) -> Path:
        """The README of its room."""
        return Path(self.model._meta.app_config.path) / "README.md"

    def lines(self) -> Iterator[str]:
        """Mermaid's words: where it begins, every move with its command, where it ends."""
        moves = sorted(self._moves())
        yield "```mermaid"
        yield "stateDiagram-v2"
        yield f"    [*] --> {self.field.get_default()}"
        yield from (f"    {source} --> {target}: {verb}" for source, target, verb in moves)
        sources = {source for source, _target, _verb in moves}
        yield from (f"    {end} --> [*]" for end in self._states() if end not in sources)
        yield "```"

    def _states(self) -> list[str]:
        return [str(value) for value, _label in self.field.choices or ()]

    def _moves(self) -> Iterator[tuple[str, str, str]]:
        for move in self.field.get_all_transitions(self.model):
            sources = self._states() if move.source in {ANY, "+"} else [str(move.source)]
            for source in sources:
                if move.target is not None and not (move.source == "+" and source == move.target):
                    yield source, str(move.target), move.name.replace("_", " ")


def machines() -> list[Machine]:
    """Every machine of the product's own apps."""
    return [
        Machine(model, field)
        for model in apps.get_models()
        if Path(model._meta.app_config.path).is_relative_to(BASE_DIR)
        for field in model._meta.get_fields()
        if isinstance(field, FSMField)
    ]


def drawn(text: str) -> str:
    """A README with each of its diagrams as its machine is now."""
    by_name = {machine.name: machine for machine in machines()}

    def draw(match: re.Match[str]) -> str:
        machine = by_name.get(match["name"])
        if machine is None:
            return match[0]
        return match[1] + "\n".join(machine.lines()) + "\n" + match[3]

    return PLACE.sub(draw, text)


def places_in(text: str) -> set[str]:
    """The machines a README has a place for."""
    return {match["name"] for match in PLACE.finditer(text)}
