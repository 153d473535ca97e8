"""What the templates of approvals need beside the components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def typed_in(row: Any, typed: Mapping[str, str] | None) -> str | int:
    """What somebody typed for a line and was sent back with, else what stands of it."""
    kept = (typed or {}).get(row.name)
    return row.stands if kept is None else kept[:20]


@register.filter
def fault_in(row: Any, faults: Any) -> str:
    """What is wrong with what was typed at a line; "" when nothing is."""
    fault = faults.get(row.name) if isinstance(faults, Mapping) else None
    return fault.sentence if fault else ""
