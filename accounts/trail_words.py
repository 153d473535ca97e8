"""What is done to people, places and clients, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "accounts.client.token_made": _("Token made for the client"),
    "accounts.client.token_revoked": _("Token of the client revoked"),
    "accounts.place.calendar_set": _("Calendar of the place chosen"),
    "accounts.place.manager_set": _("Manager of the place named"),
    "accounts.session.all_ended": _("Signed out everywhere"),
    "accounts.session.begun": _("Signed in"),
    "accounts.session.ended": _("Signed out"),
    "accounts.session.pin_refused": _("Wrong PIN"),
    "accounts.session.refused": _("Sign-in refused"),
    "accounts.session.unlocked": _("Unlocked with the PIN"),
    "accounts.user.came_in": _("Invitation accepted"),
    "accounts.user.disabled": _("Account disabled"),
    "accounts.user.enabled": _("Account enabled"),
    "accounts.user.invited": _("Person invited"),
    "accounts.user.password_changed": _("Password changed"),
    "accounts.user.pin_removed": _("PIN removed"),
    "accounts.user.pin_set": _("PIN set"),
    "accounts.user.places_changed": _("Places of the person changed"),
    "accounts.user.preferences_changed": _("Own settings changed"),
    "accounts.user.recovery_codes_generated": _("Recovery codes made"),
    "accounts.user.reinvited": _("Person invited again"),
    "accounts.user.roles_changed": _("Roles of the person changed"),
    "accounts.user.second_factor_reset": _("Second factor taken away"),
    "accounts.user.totp_activated": _("Second factor set up"),
    "accounts.user.totp_deactivated": _("Second factor switched off"),
}
