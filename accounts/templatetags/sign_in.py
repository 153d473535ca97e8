"""What the entry pages ask: the device, why somebody was signed out, whether this is the demo."""

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_of
from accounts.models import Device, SignIn, User
from accounts.session_rules import needs_second_factor as needs

register = template.Library()

BECAUSE: dict[str, Promise] = {
    SignIn.Why.IDLE: _("You were signed out after 30 minutes without use."),
    SignIn.Why.TOO_OLD: _("You were signed out after 12 hours. Sign in again."),
    SignIn.Why.RIGHTS: _("Your account was changed, so your sessions ended. Sign in again."),
    "invited": _("The password is saved. Sign in with it."),
}


@register.simple_tag(takes_context=True)
def signed_out_because(context: Context) -> Promise | str:
    return BECAUSE.get(context["request"].GET.get("why", ""), "")


@register.simple_tag(takes_context=True)
def shared_device(context: Context) -> Device | None:
    return device_of(context["request"])


@register.simple_tag
def is_demo() -> bool:
    return bool(settings.DEMO)


@register.simple_tag
def needs_second_factor(user: User) -> bool:
    return needs(user)
