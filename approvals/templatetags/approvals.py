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
