"""The frame around every page: navigation, scope, bell, messages, poll. Each draws its file.

These tags ask the registry and the person's own rows; fragments do not render them and pay nothing.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.context import Context

from accounts.queries import chosen_scope, person
from workbench import nav
from workbench.poll import news_for
from workbench.queries import unread_notifications

register = template.Library()


def _request(context: Context) -> HttpRequest:
    request = context["request"]
    if not isinstance(request, HttpRequest):
        raise TypeError("The frame needs the request in its context.")
    return request


@register.inclusion_tag("components/nav.html", takes_context=True)
def shell_nav(context: Context) -> dict[str, Any]:
    request = _request(context)
    user = person(request)
    groups = nav.groups(user, path=request.path, scope=chosen_scope(request))
    return {"groups": groups, "me": user, "at_me": request.path.startswith("/me/")}


@register.inclusion_tag("components/scope.html", takes_context=True)
def scope_chooser(context: Context) -> dict[str, Any]:
    request = _request(context)
    scope = chosen_scope(request)
    return {"place": scope.place, "next": request.get_full_path()}


@register.inclusion_tag("components/bell.html", takes_context=True)
def shell_bell(context: Context) -> dict[str, Any]:
    return {"unread": unread_notifications(person(_request(context)))}


@register.inclusion_tag("components/poll.html", takes_context=True)
def shell_poll(context: Context) -> dict[str, Any]:
    request = _request(context)
    return {"known": news_for(person(request), chosen_scope(request)).token}


@register.inclusion_tag("components/messages.html", takes_context=True)
def shell_messages(context: Context) -> dict[str, Any]:
    return {"messages": get_messages(_request(context))}


@register.inclusion_tag("components/go_keys.html", takes_context=True)
def shell_go_keys(context: Context) -> dict[str, Any]:
    """Where G and a letter lead this person; drawn as rows of the help dialog."""
    return {"items": nav.go_keys(person(_request(context)))}
