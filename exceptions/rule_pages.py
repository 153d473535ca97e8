"""What the pages of rules show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from exceptions import clocks
from exceptions.facts import Asked
from exceptions.matching import Rules
from exceptions.models import Case, RoutingRule
from exceptions.rule_words import DiffLine, condition_words, conditions_words, outcome_words
from exceptions.services.owners import sees, workers_of
from workbench import formats

Choice = RoutingRule.OwnerChoice


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in words; `taken` is how many past cases it would have taken."""

    rule: RoutingRule
    conditions: str
    outcome: str
    takes_all: bool
    taken: int | None = None


def rule_rows(
    ordered: Sequence[RoutingRule], taken: Mapping[int, int] | None = None
) -> list[RuleRow]:
    return [
        RuleRow(
            rule,
            conditions_words(rule),
            outcome_words(rule),
            not rule.conditions.all(),
            None if taken is None else taken.get(rule.pk, 0),
        )
        for rule in ordered
    ]


def publishing_effects(
    ordered: Sequence[RoutingRule],
    lines: Sequence[DiffLine],
    begins: datetime | None,
    *,
    viewer: User,
    at: datetime,
) -> list[str]:
    """What publishing a draft does, for the question before it: from when, how many rules, how much
    differs, and what happens to the cases that are open."""
    rules, changed = len(ordered), len({line.rule for line in lines})
    waiting = Case.objects.visible_to(viewer).open().count()
    return [
        begins_words(begins, at),
        ngettext("%(n)d rule decides.", "%(n)d rules decide.", rules) % {"n": rules},
        ngettext(
            "%(n)d rule differs from those it was drafted from.",
            "%(n)d rules differ from those it was drafted from.",
            changed,
        )
        % {"n": changed},
        ngettext(
            "%(n)s open case keeps the rule that took it.",
            "%(n)s open cases keep the rule that took them.",
            waiting,
        )
        % {"n": f"{waiting:,}"},
        _("Published rules never change; they can be replaced."),
    ]


def begins_words(begins: datetime | None, at: datetime) -> str:
    """ "From 18:00 today, Europe/London." in the zone of the person who reads it."""
    if begins is None:
        return _("From now on.")
    zone, when = timezone.get_current_timezone_name(), formats.moment(begins, at)
    if timezone.localtime(begins).date() == timezone.localtime(at).date():
        return _("From %(time)s today, %(zone)s.") % {"time": when, "zone": zone}
    return _("From %(moment)s, %(zone)s.") % {"moment": when, "zone": zone}


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule above the one that takes the case, and the first condition that does not hold."""

    rule: RoutingRule
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who would get this: the rule, why none above it, and what follows."""

    rule: RoutingRule | None
    passed: list[Passed]
    outcome: str
    due_at: datetime | None
    owner: str


def who_gets(rules: Rules, asked: Asked, case: Case, *, at: datetime) -> Answer:
    """Route one case on paper; nothing is written and nobody's turn is used up."""
    taken = rules.take([asked])[0]
    passed = []
    for rule, tests in zip(rules.ordered, rules.tests, strict=True):
        if rule == taken:
            break
        passed.append(Passed(rule, _first_failing(rules, rule, tests, asked)))
    if taken is None:
        return Answer(None, passed, "", None, "")
    warn = taken.warn_minutes if taken.warn_minutes is not None else taken.queue.warn_minutes
    limits = clocks.Limits(taken.sla_minutes, warn)
    due = clocks.due(clocks.hours_of_queue(taken.queue), at, limits)
    return Answer(taken, passed, outcome_words(taken), due.due_at, _owner(taken, case))


def _first_failing(
    rules: Rules, rule: RoutingRule, tests: Sequence[tuple[str, object]], asked: Asked
) -> str:
    for condition, (key, test) in zip(rule.conditions.all(), tests, strict=True):
        if not test(rules.read(key, asked)):  # type: ignore[operator]
            return condition_words(condition)
    return ""


def _owner(rule: RoutingRule, case: Case) -> str:
    if rule.owner_choice == Choice.NOBODY:
        return _("nobody yet: whoever takes it first")
    if rule.owner_choice == Choice.MANAGER:
        manager = case.place.manager if case.place else None
        return str(manager) if manager else _("nobody: the place has no manager")
    fit = [one.name for one in workers_of(rule.queue) if sees(one, case)]
    if not fit:
        return _("nobody: none of the queue's people works there")
    return _("%(how)s among %(names)s") % {
        "how": rule.get_owner_choice_display(),
        "names": ", ".join(fit[:8]),
    }
