"""Parts of forms."""

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context: template.Context) -> str:
    """The key of this form: the one it came back with, or a new one."""
    request = context.get("request")
    sent = request.POST.get("form_key", "") if request is not None else ""
    return sent or str(uuid4())
