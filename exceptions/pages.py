"""What the page of a case shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from exceptions.case_clock import clock_of, limit_of, stopped_of
from exceptions.case_evidence import evidence_of
from exceptions.controls import controls_of, reroute_of
from exceptions.desk_queries import linked_cases, people_for, too_many
from exceptions.forms import snooze_choices
from exceptions.hooks import hooks
from exceptions.kinds import kind_of, label_of
from exceptions.models import Case, ResolutionCode
from exceptions.policies.cases import MAY_WORK
from exceptions.presence import others_looking
from exceptions.queries import OCCURRENCES_SHOWN, newest_occurrences
from workbench import formats
from workbench.registry import registry
from workbench.talk import talk_of
from workbench.trail.lines import subject_trail


@dataclass(frozen=True, slots=True)
class Seen:
    """One time the trouble was seen, with its evidence ready to be drawn."""

    at: Any
    facts: list[tuple[str, Any, str]]
    number: int


def case_page(case: Case, user: User, *, at: datetime) -> dict[str, Any]:
    """Everything the page of a case shows to a person."""
    seen, talk = newest_occurrences(case), _talk(case, user)
    noted = evidence_of(case.evidence, user)
    left = hooks.steps_left([case]).get(case.pk, [])
    compared = kind_of(case.kind).compare
    commands = list(hooks.commands(case, user))
    return {
        "case": case,
        "kind": label_of(case.kind),
        "clock": clock_of(case, at),
        "limit": "" if case.paused_at else limit_of(case),
        "stopped": stopped_of(case),
        "mine": case.owner_id == user.pk,
        "facts": _facts(case, user),
        "evidence": noted.facts,
        "sheets": noted.sheets,
        "nested": noted.nested,
        "systems": compared(case) if compared else None,
        "compared": compared is not None,
        "steps": hooks.steps(case, user),
        "commands": commands,
        "controls": controls_of(case, user, steps_left=left, next_step=bool(commands)),
        "reroute": reroute_of(case, user),
        "links": linked_cases(case, user),
        "merged": list(case.merged.order_by("pk")[:OCCURRENCES_SHOWN]),
        "talk": talk,
        "watching": talk["watching"],
        "others": others_looking(case_id=case.pk, user=user, at=at),
        "choices": dialog_choices(case, user, at=at) if user.may(MAY_WORK) else {},
        "seen": [
            Seen(one.at, evidence_of(one.evidence, None).facts, number=one.pk) for one in seen
        ],
        "unseen": max(0, case.occurrences - OCCURRENCES_SHOWN),
        "times": ngettext("Seen once", "Seen %(n)s times", case.occurrences)
        % {"n": f"{case.occurrences:,}"},
        "trail": subject_trail("exceptions.case", str(case.pk)),
    }


def _talk(case: Case, user: User) -> dict[str, Any]:
    """Whoever works on cases adds to it; who only reads does not."""
    return talk_of(user, "exceptions.case", str(case.pk), may_add=user.may(MAY_WORK))


def dialog_choices(case: Case, user: User, *, at: datetime) -> dict[str, Any]:
    """What the questions of a case offer: people, codes, moments."""
    people = people_for(case, user)
    codes = ResolutionCode.objects.filter(retired_at=None)
    fitting = codes.filter(Q(kinds=[]) | Q(kinds__contains=[case.kind]))
    return {
        "people": people,
        "many": too_many(people),
        "codes": list(fitting),
        "moments": snooze_choices(at),
        "severities": Case.Severity.choices,
    }


def _facts(case: Case, user: User) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_("About"), case.subject_text, registry.subject_url(case.subject_type, case.subject_id)),
        (_("Place"), str(case.place) if case.place else _("No single place")),
    ]
    see = kind_of(case.kind).see
    if see and (found := see(case, user)):
        rows.insert(1, (_("Look at"), *found))
    if case.channel:
        rows.append((_("Channel"), case.channel))
    if case.units is not None:
        rows.append((_("Units"), formats.signed(case.units)))
    if case.value is not None:
        shown = formats.money(case.value, case.currency) if user.may("value.view") else _("Hidden")
        rows.append((_("At risk"), shown))
    return rows + _put_off(case) + _ending(case)


def _put_off(case: Case) -> list[tuple[Any, ...]]:
    """Why it is not worked on now, and whether it came back."""
    rows: list[tuple[Any, ...]] = []
    if case.snoozed_until is not None:
        rows.append((_("Snoozed until"), formats.full_moment(case.snoozed_until)))
    elif case.snooze_until_changes:
        rows.append((_("Snoozed until"), _("it happens again")))
    if case.waiting_on:
        rows.append((_("Waits on"), case.waiting_on))
    if case.reopened:
        times = ngettext("once", "%(n)s times", case.reopened) % {"n": f"{case.reopened:,}"}
        rows.append((_("Reopened"), times))
    return rows


def _ending(case: Case) -> list[tuple[Any, ...]]:
    """How it ended, and who says so."""
    rows: list[tuple[Any, ...]] = []
    if case.resolution_code:
        code = ResolutionCode.objects.filter(key=case.resolution_code).first()
        rows.append((_("Resolved as"), code.label if code else case.resolution_code))
    if case.resolution_note:
        rows.append((_("What was done"), case.resolution_note))
    if case.merged_into is not None:
        url = registry.subject_url("exceptions.case", str(case.merged_into_id))
        rows.append((_("Goes on in"), str(case.merged_into), url))
    if case.closed_at:
        closer = str(case.closed_by) if case.closed_by else "Plumbline"
        rows += [(_("Closed by"), closer), (_("Closing note"), case.closing_note)]
    return rows
