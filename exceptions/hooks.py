"""What the lifecycle asks of clocks, rules and playbooks. Their rooms set it in `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from exceptions.models import Case

# What a clock may change of a case; whoever calls it saves these.
CLOCK_FIELDS = ("due_at", "warn_at", "paused_at", "breached_at", "clock_minutes_left")
MINUTE = timedelta(minutes=1)


def stop_by_the_wall(case: Case, at: datetime) -> None:
    """A clock without business hours: what is left is kept in minutes."""
    case.paused_at = at
    if case.due_at is not None:
        case.clock_minutes_left = (case.due_at - at) // MINUTE


def run_by_the_wall(case: Case, at: datetime) -> None:
    """The clock goes on with what was left; the warning keeps its distance."""
    if case.due_at is not None and case.clock_minutes_left is not None:
        due = at + case.clock_minutes_left * MINUTE
        if case.warn_at is not None:
            case.warn_at += due - case.due_at
        case.due_at = due
    case.paused_at = case.clock_minutes_left = None


def nothing_left(cases: Sequence[Case]) -> dict[int, list[str]]:
    return {}


def no_steps(case: Case, user: User) -> dict[str, Any]:
    return {}


def no_commands(case: Case, user: User) -> Iterable[Any]:
    return ()


def not_routed(case: Case, actor: User | None, at: datetime) -> None:
    """Forget where it was; the sweep routes it anew."""
    case.routed_at = None


def nobody_waits() -> None:
    """The next beat of the sweep is soon enough."""


@dataclass(slots=True)
class Hooks:
    """Set once, by whoever has better answers than these."""

    # Stop and go on while a case waits for another party: set fields, save nothing.
    stop_clock: Callable[[Case, datetime], None] = stop_by_the_wall
    run_clock: Callable[[Case, datetime], None] = run_by_the_wall
    # Titles of required steps that are not done, by case number; only cases that have some.
    steps_left: Callable[[Sequence[Case]], dict[int, list[str]]] = nothing_left
    # Context of the part `exceptions/_steps.html` on the page of a case; empty leaves it out.
    steps: Callable[[Case, User], dict[str, Any]] = no_steps
    # The playbook's next step, for the foot: `label`, `url`, `focus`.
    commands: Callable[[Case, User], Iterable[Any]] = no_commands
    # Ask the rules again: sets queue, severity and clock of a locked case, saves nothing.
    reroute: Callable[[Case, User | None, datetime], None] = not_routed
    # A case was opened in this transaction: have it routed as soon as it is committed.
    opened: Callable[[], None] = nobody_waits


# What `reroute` may change; whoever calls it saves these.
ROUTE_FIELDS = (
    *("queue", "rule_version", "playbook", "severity", "routed_at", "limit_minutes"),
    *CLOCK_FIELDS,
)

hooks = Hooks()
