"""One lookup the templates of counts need."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """What belongs to a row, by its key."""
    return values.get(key)
