"""What a person may do with a case next: buttons, and beside what is refused, why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exceptions.models import Case
from exceptions.policies import cases as policy
from kernel.errors import DomainError, refusal
from workbench.refused import rule_of

Check = Callable[[Case, User], DomainError | None]


@dataclass(frozen=True, slots=True)
class Control:
    """One button. With a dialog it asks first."""

    verb: str
    label: str | Promise
    key: str = ""
    dialog: bool = False
    refusal: DomainError | None = None

    @property
    def sentence(self) -> str:
        return rule_of(self.refusal) if self.refusal else ""


@dataclass(frozen=True, slots=True)
class Controls:
    """The one next action, two more, and the menu."""

    first: Control | None
    more: Sequence[Control]
    menu: Sequence[Control]
    # Stands beside the owner.
    assign: Control | None

    @property
    def sentences(self) -> list[tuple[int, str]]:
        """Why the refused ones of the foot are refused, each once, numbered."""
        shown = [one for one in (self.first, *self.more) if one is not None]
        found = dict.fromkeys(one.sentence for one in shown if one.sentence)
        return list(enumerate(found, 1))

    @property
    def foot(self) -> list[tuple[Control, str]]:
        """The one next action and the others, each with the id of its own sentence."""
        numbers = {sentence: f"why-{number}" for number, sentence in self.sentences}
        shown = [one for one in (self.first, *self.more) if one is not None]
        return [(one, numbers.get(one.sentence, "")) for one in shown]


# What each is called, its key, and whether it asks first. The keys are one letter each, none of them used
# elsewhere on the page: Take, Start, Wait, Continue, Done, Back, yield, Priority, Link, into, divide.
LABELS: dict[str, tuple[str | Promise, str, bool]] = {
    "take": (_("Take"), "t", False),
    "assign": (_("Assign…"), "a", True),
    "start": (_("Start"), "s", False),
    "wait": (_("Wait…"), "w", True),
    "resume": (_("Go on"), "c", False),
    "resolve": (_("Resolve…"), "e", True),
    "snooze": (_("Snooze…"), "h", True),
    "unsnooze": (_("Put back on the queue"), "h", False),
    "close": (_("Close"), "d", False),
    "reopen": (_("Reopen"), "b", False),
    "release": (_("Release"), "y", False),
    "severity": (_("Change severity…"), "p", True),
    "reroute": (_("Route again"), "r", False),
    "link": (_("Link…"), "l", True),
    "merge": (_("Merge…"), "i", True),
    "split": (_("Split…"), "v", True),
}
FOOT: dict[str, tuple[str, ...]] = {
    "open": ("take", "resolve", "snooze"),
    "assigned": ("start", "resolve", "snooze"),
    "in_progress": ("resolve", "wait", "snooze"),
    "waiting": ("resume", "resolve", "snooze"),
    "resolved": ("close", "reopen"),
    "closed": ("reopen",),
}
MENU: dict[str, tuple[str, ...]] = {
    "open": ("severity", "link", "merge", "split"),
    "assigned": ("wait", "release", "severity", "link", "merge", "split"),
    "in_progress": ("release", "severity", "link", "merge", "split"),
    "waiting": ("severity", "link", "merge", "split"),
    "resolved": ("link",),
    "closed": ("link",),
}


def controls_of(
    case: Case, user: User, *, steps_left: Sequence[str], next_step: bool = False
) -> Controls:
    """The buttons of a case for a person; where the playbook's next step stands first, two beside it."""
    foot = list(FOOT[case.status])
    if case.owner_id not in {None, user.pk} and case.is_open:
        foot = ["take", *(verb for verb in foot if verb not in {"start", "resume"})]
    if case.snoozed_until is not None or case.snooze_until_changes:
        foot = ["unsnooze" if verb == "snooze" else verb for verb in foot]
    made = [_control(verb, case, user, steps_left) for verb in foot]
    menu = [_control(verb, case, user, steps_left) for verb in MENU[case.status]]
    assign = _control("assign", case, user, steps_left) if case.is_open else None
    shown = 2 if next_step else 3
    return Controls(made[0], made[1:shown], [*made[shown:], *menu], assign)


def reroute_of(case: Case, user: User) -> Control | None:
    """Stands beside the queue."""
    return _control("reroute", case, user, ()) if case.is_open else None


def _control(verb: str, case: Case, user: User, steps_left: Sequence[str]) -> Control:
    label, key, dialog = LABELS[verb]
    checks: dict[str, Callable[[], Any]] = {
        "take": lambda: policy.check_take(case, actor=user),
        "start": lambda: policy.check_start(case, actor=user),
        "wait": lambda: policy.check_wait(case, actor=user),
        "resume": lambda: policy.check_resume(case, actor=user),
        "resolve": lambda: policy.check_resolve(case, steps_left=steps_left, actor=user),
        "close": lambda: policy.check_close(case, actor=user),
        "reopen": lambda: policy.check_reopen(case, actor=user),
        "release": lambda: policy.check_release(case, actor=user),
        "link": lambda: policy.check_may_work(case, actor=user),
        "merge": lambda: policy.check_lead(case, actor=user),
        "split": lambda: policy.check_lead(case, actor=user),
    }
    check = checks.get(verb, lambda: policy.check_snooze(case, actor=user))
    return Control(verb, label, key, dialog, refusal(check))
