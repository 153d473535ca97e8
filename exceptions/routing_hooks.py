"""What clocks, rules and playbooks answer to the lifecycle of cases."""

from datetime import datetime

from accounts.models import User
from exceptions.hooks import hooks
from exceptions.models import Case
from exceptions.nudge import nudge_routing
from exceptions.playbook_page import commands, steps
from exceptions.services import clocks, routing
from exceptions.services.playbooks import steps_left


def stop_clock(case: Case, at: datetime) -> None:
    clocks.stop_clock(case=case, at=at)


def run_clock(case: Case, at: datetime) -> None:
    clocks.run_clock(case=case, at=at)


def reroute(case: Case, actor: User | None, at: datetime) -> None:
    routing.reroute(case=case, actor=actor, at=at)


def install() -> None:
    """Called once, when the app is ready."""
    hooks.stop_clock, hooks.run_clock, hooks.reroute = stop_clock, run_clock, reroute
    hooks.opened = nudge_routing
    hooks.steps_left, hooks.steps, hooks.commands = steps_left, steps, commands
