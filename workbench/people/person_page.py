"""What the page of one person shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.errors import OwnRights
from accounts.models import PlaceScope, RightsChange, SignIn, User
from accounts.models.place import scope_q
from accounts.people import DISABLED, INVITED, STATUS
from accounts.policies import people as policies
from accounts.roles import SECOND_FACTOR
from kernel.clock import now
from kernel.errors import DomainError, refusal
from workbench.trail.lines import subject_trail
from workbench.trail.page import trail_url

SESSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as people know it."""

    pk: int
    where: str
    means: str
    began_at: datetime
    seen_at: datetime
    open: bool
    why: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button, or the sentence why not."""

    label: str
    url_name: str
    refusal: DomainError | None = None
    danger: bool = False


def person_page(shown: Any, *, viewer: User) -> dict[str, Any]:
    """`shown` comes from the list of people, with its status."""
    places, hidden = _places(shown, viewer)
    return {
        "shown": shown,
        "status": STATUS[shown.status],
        "tone": {INVITED: "info", DISABLED: "warn"}.get(shown.status, ""),
        "waits": _waits(shown),
        "facts": _facts(shown),
        "roles": [capfirst(role) for role in sorted(shown.roles)],
        "places": places,
        "hidden_places": hidden,
        "teams": shown.teams.all(),
        "sessions": session_lines(shown.sign_ins.select_related("device")[:SESSIONS_SHOWN]),
        "changes": RightsChange.objects.filter(person=shown).select_related("changed_by")[:10],
        "actions": _actions(shown, viewer),
        "may_manage": viewer.may("users.manage"),
        "rights_refusal": refusal(policies.check_not_self, shown, actor=viewer, refusal=OwnRights),
        "trail": subject_trail(User._meta.label_lower, str(shown.pk)),
        "deeds_url": trail_url(actor=shown.email) if viewer.may("audit.view") else "",
    }


def _waits(shown: Any) -> str:
    if shown.status == INVITED:
        return _("Waits for them to open the link in their mail.")
    needed = settings.SECOND_FACTOR_REQUIRED and shown.roles & SECOND_FACTOR
    if shown.is_active and needed and not shown.has_factor:
        return _("Waits for them to set up a second factor; nothing else opens until then.")
    return ""


def _facts(shown: Any) -> list[tuple[Any, ...]]:
    return [
        (_("Email"), shown.email),
        (_("Time zone"), shown.time_zone),
        (_("Second factor"), _("Set up") if shown.has_factor else _("Not set up")),
        (_("PIN for shared devices"), _("Set") if shown.pin else _("Not set")),
    ]


def _places(shown: User, viewer: User) -> tuple[list[PlaceScope], int]:
    """The places the viewer may know of, and how many others there are."""
    scopes = shown.place_scopes.select_related("place").order_by("place__code")
    inside = list(scopes.filter(scope_q(viewer, prefix="place")))
    return inside, scopes.count() - len(inside)


def session_lines(rows: Iterable[SignIn], *, key: str = "") -> list[SessionLine]:
    """Open ones first; a session past its longest life is over, also where nobody noticed."""
    lines = [_session_line(row, key=key) for row in rows]
    return sorted(lines, key=lambda line: (not line.open, not line.here))


def _session_line(row: SignIn, *, key: str) -> SessionLine:
    at = now()
    idle = at - row.seen_at >= settings.SESSION_IDLE and row.device is None
    too_old = at - row.began_at >= settings.SESSION_LIFE
    why = row.get_ended_why_display() if row.ended_at else _("Not used for too long")
    over = bool(row.ended_at) or idle or too_old
    where = str(row.device) if row.device else browser_of(row.agent)
    return SessionLine(
        pk=row.pk,
        where=f"{where}, {row.ip}" if row.ip else where,
        means=row.get_means_display(),
        began_at=row.began_at,
        seen_at=row.seen_at,
        open=not over,
        why=why if over else "",
        here=bool(key) and row.session_key == key,
    )


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """A browser's name as people know it, from what it calls itself."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    if not browser and "Safari/" in agent:
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or _("Unknown browser")


def _actions(shown: Any, viewer: User) -> list[Action]:
    """What may be done to the account; refused ones say why."""
    if not viewer.may("users.manage"):
        return []
    actions = []
    if shown.status == INVITED:
        check = policies.check_reinvite_user
        actions.append(_action(_("Send a new link"), "reinvite", check, shown, viewer))
    if shown.has_factor:
        check = policies.check_reset_second_factor
        actions.append(
            _action(_("Reset the second factor…"), "reset-second-factor", check, shown, viewer)
        )
    if shown.status == DISABLED:
        check = policies.check_enable_user
        actions.append(_action(_("Enable the account"), "enable", check, shown, viewer))
    else:
        check = policies.check_disable_user
        actions.append(
            _action(_("Disable the account…"), "disable", check, shown, viewer, danger=True)
        )
    return actions


def _action(
    label: str, verb: str, check: Any, shown: User, viewer: User, *, danger: bool = False
) -> Action:
    return Action(label, f"accounts:user-{verb}", refusal(check, shown, actor=viewer), danger)
