"""Every status, every command, every role: done, or refused with the sentence the page shows."""

from datetime import timedelta

import pytest

from exceptions.controls import controls_of, reroute_of
from exceptions.models import Case
from exceptions.services import (
    assign_case,
    change_severity,
    close_resolved_case,
    release_case,
    reopen_case,
    reroute_case,
    resolve_case,
    resume_case,
    snooze_case,
    start_case,
    wait_with_case,
)
from kernel.errors import DomainError
from tests.exceptions.desk import again, case_in
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
ROLES = ["owner", "ops agent", "ops lead", "auditor"]
VERBS = {
    "take": lambda case, who: assign_case(case_id=case.pk, owner=who, actor=who, at=LATER),
    "release": lambda case, who: release_case(case_id=case.pk, actor=who, at=LATER),
    "start": lambda case, who: start_case(case_id=case.pk, actor=who, at=LATER),
    "wait": lambda case, who: wait_with_case(case_id=case.pk, on="ERP", actor=who, at=LATER),
    "resume": lambda case, who: resume_case(case_id=case.pk, actor=who, at=LATER),
    "resolve": lambda case, who: resolve_case(
        case_id=case.pk, code="counted", note="", actor=who, at=LATER
    ),
    "close": lambda case, who: close_resolved_case(case_id=case.pk, actor=who, at=LATER),
    "reopen": lambda case, who: reopen_case(case_id=case.pk, actor=who, at=LATER),
    "snooze": lambda case, who: snooze_case(case_id=case.pk, until=None, actor=who, at=LATER),
    "severity": lambda case, who: change_severity(
        case_id=case.pk, severity="urgent", actor=who, at=LATER
    ),
    "reroute": lambda case, who: reroute_case(case_id=case.pk, actor=who, at=LATER),
}
# Who may, in which status; everybody else is refused.
WORKERS = {"owner", "ops agent", "ops lead"}
HOLDERS = {"owner", "ops lead"}
HELD = ("assigned", "in_progress", "waiting")
BY_HOLDER = {"open": WORKERS} | dict.fromkeys(HELD, HOLDERS)
ALLOWED = {
    "take": {"open": WORKERS} | {status: {"ops lead"} for status in HELD},
    "release": dict.fromkeys(("assigned", "in_progress"), HOLDERS),
    "start": {"assigned": HOLDERS},
    "wait": dict.fromkeys(("assigned", "in_progress"), HOLDERS),
    "resume": {"waiting": HOLDERS},
    "close": {"resolved": WORKERS},
    "reopen": dict.fromkeys(("resolved", "closed"), WORKERS),
    "resolve": BY_HOLDER,
    "snooze": BY_HOLDER,
    "severity": BY_HOLDER,
    "reroute": BY_HOLDER,
}


@pytest.fixture
def people(network, omar):
    others = {
        role: make_person(role.split()[-1].title(), role=role, scope=network) for role in ROLES[1:]
    }
    return {"owner": omar, **others}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Case.Status.values)
def test_every_pair_of_status_and_role(camden, people, status, role):
    who = people[role]
    for number, (verb, act) in enumerate(VERBS.items()):
        case = case_in(status, camden, people["owner"], fingerprint=f"{verb}:{number}")
        expected = role in ALLOWED[verb].get(status, set())

        assert expected == tried(act, case, who), f"{role} {verb} {status}"

        if not expected:
            assert again(case).version == case.version


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", Case.Status.values)
def test_the_page_refuses_what_the_command_refuses(camden, people, status, role):
    case, who = case_in(status, camden, people["owner"]), people[role]
    case = Case.objects.select_related("place", "owner").get(pk=case.pk)

    shown = controls_of(case, who, steps_left=())
    buttons = [shown.first, *shown.more, *shown.menu, reroute_of(case, who)]

    for one in (button for button in buttons if button and button.verb in VERBS):
        may = role in ALLOWED[one.verb].get(status, set())
        assert may == (one.refusal is None), f"{role} {one.verb} {status}"
        assert may or one.sentence.endswith(".")


@pytest.mark.parametrize("status", Case.Status)
def test_every_status_says_whose_turn_it_is(status):
    assert str(status.label)
    assert str(status.turn)
    assert status.waits_for in {"desk", "owner", "other party", "nobody"}
    assert status.tone in {"", "ok", "warn"}


def tried(act, case, who):
    try:
        act(case, who)
    except DomainError:
        return False
    return True
