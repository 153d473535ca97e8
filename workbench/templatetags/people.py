"""Small things the screens of people ask for."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from accounts.models import User

register = template.Library()


@register.simple_tag
def may(user: Any, permission: str) -> bool:
    """Whether the person who looks may do a thing, for buttons over lists."""
    return isinstance(user, User) and user.may(permission)


@register.simple_tag
def hour_input(bound: BoundField) -> SafeString:
    """A time of day inside a table, named by its label instead of a visible one."""
    attrs: dict[str, str | bool] = {"class": "input", "aria-label": str(bound.label)}
    if bound.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}-e"}
    return bound.as_widget(attrs=attrs)
