"""The steps of a SKU's and of a location's life: shown with their refusals, done by one POST each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from inventory.catalog.models import Location, Sku
from inventory.catalog.policies import locations as location_policies
from inventory.catalog.policies import skus as sku_policies
from inventory.catalog.services import locations as location_commands
from inventory.catalog.services import skus as sku_commands
from inventory.catalog.tables import location_url, sku_url
from inventory.catalog.views.visible import visible_location, visible_sku
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError, refusal
from workbench.once import acts_once


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its button, the dialog that asks before it, and the states it is offered in."""

    verb: str
    label: Promise
    offered_in: frozenset[str]
    check: Callable[..., None]
    command: Callable[..., Any]
    done: Promise
    title: Promise
    text: Promise
    danger: bool = False
    # Whether it asks for a reason.
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A step as it stands for one thing and one person."""

    step: Step
    url: str
    refusal: DomainError | None

    @property
    def verb(self) -> str:
        return self.step.verb

    @property
    def label(self) -> str:
        return str(self.step.label)


SKU_STEPS = (
    Step(
        "activate",
        gettext_lazy("Activate"),
        frozenset({Sku.Lifecycle.DRAFT}),
        sku_policies.check_activate_sku,
        sku_commands.activate_sku,
        gettext_lazy("%(code)s is active."),
        gettext_lazy("Activate %(code)s?"),
        gettext_lazy("From now on it may be sold, bought, moved and counted."),
    ),
    Step(
        "discontinue",
        gettext_lazy("Discontinue…"),
        frozenset({Sku.Lifecycle.ACTIVE}),
        sku_policies.check_discontinue_sku,
        sku_commands.discontinue_sku,
        gettext_lazy("%(code)s is discontinued."),
        gettext_lazy("Discontinue %(code)s?"),
        gettext_lazy("Nothing new is bought of it. What is left may be sold, moved and counted."),
        danger=True,
    ),
    Step(
        "reinstate",
        gettext_lazy("Reinstate"),
        frozenset({Sku.Lifecycle.DISCONTINUED}),
        sku_policies.check_reinstate_sku,
        sku_commands.reinstate_sku,
        gettext_lazy("%(code)s is active again."),
        gettext_lazy("Reinstate %(code)s?"),
        gettext_lazy("It comes back into the range and may be bought again."),
    ),
)

LIVE = frozenset(
    {Location.Lifecycle.PLANNED, Location.Lifecycle.OPEN, Location.Lifecycle.SUSPENDED}
)
LOCATION_STEPS = (
    Step(
        "open",
        gettext_lazy("Open"),
        frozenset({Location.Lifecycle.PLANNED}),
        location_policies.check_open_location,
        location_commands.open_location,
        gettext_lazy("%(code)s is open."),
        gettext_lazy("Open %(code)s?"),
        gettext_lazy("It begins to sell, receive and send."),
    ),
    Step(
        "reopen",
        gettext_lazy("Reopen"),
        frozenset({Location.Lifecycle.SUSPENDED}),
        location_policies.check_reopen_location,
        location_commands.reopen_location,
        gettext_lazy("%(code)s is open again."),
        gettext_lazy("Reopen %(code)s?"),
        gettext_lazy("Its stock may be promised again."),
    ),
    Step(
        "suspend",
        gettext_lazy("Suspend…"),
        frozenset({Location.Lifecycle.OPEN}),
        location_policies.check_suspend_location,
        location_commands.suspend_location,
        gettext_lazy("%(code)s is suspended."),
        gettext_lazy("Suspend %(code)s?"),
        gettext_lazy(
            "Nothing new is promised from it. It keeps its stock, sends, receives, counts."
        ),
        danger=True,
        reason=True,
    ),
    Step(
        "close",
        gettext_lazy("Close…"),
        LIVE,
        location_policies.check_close_location,
        location_commands.close_location,
        gettext_lazy("%(code)s is closed."),
        gettext_lazy("Close %(code)s for good?"),
        gettext_lazy("It cannot be opened again. It must hold nothing and await nothing."),
        danger=True,
        reason=True,
    ),
)


def sku_actions(sku: Sku, *, actor: User, at: datetime) -> list[Action]:
    """The steps that make sense now; those refused carry the sentence."""
    return [
        Action(
            step,
            reverse(f"inventory:sku-{step.verb}", args=[sku.code]),
            refusal(
                step.check, sku, actor=actor, **({"at": at} if step.verb == "activate" else {})
            ),
        )
        for step in SKU_STEPS
        if sku.lifecycle in step.offered_in
    ]


def location_actions(location: Location, *, actor: User) -> list[Action]:
    """The steps that make sense now; those refused carry the sentence."""
    return [
        Action(
            step,
            reverse(f"inventory:location-{step.verb}", args=[location.code]),
            refusal(step.check, location, actor=actor),
        )
        for step in LOCATION_STEPS
        if location.lifecycle in step.offered_in
    ]


def dialogs_of(actions: list[Action], code: str) -> list[dict[str, Any]]:
    """The question before each step that may be done."""
    words = {"code": code}
    return [
        {
            "id": f"step-{action.step.verb}",
            "title": str(action.step.title) % words,
            "action": action.url,
            "verb": str(action.step.label).rstrip("…"),
            "text": str(action.step.text),
            "danger": action.step.danger,
            "reason": gettext("Why") if action.step.reason else "",
        }
        for action in actions
        if action.refusal is None
    ]


@require_POST
@requires("catalog.change")
@answers_refusals
@acts_once
def sku_step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    step = next(each for each in SKU_STEPS if each.verb == verb)
    shown = visible_sku(request, code)
    sku = step.command(code=shown.code, actor=person(request), at=now())
    messages.success(request, str(step.done) % {"code": code})
    return redirect(sku_url(sku))


@require_POST
@requires("locations.change")
@answers_refusals
@acts_once
def location_step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    step = next(each for each in LOCATION_STEPS if each.verb == verb)
    shown = visible_location(request, code)
    facts = {"reason": request.POST.get("reason", "")[:500]} if step.reason else {}
    location = step.command(code=shown.code, actor=person(request), at=now(), **facts)
    messages.success(request, str(step.done) % {"code": code})
    return redirect(location_url(location))
