"""Every status, every role: the page of a case refuses what its command refuses (tests/states)."""

import pytest

from exceptions.controls import controls_of, reroute_of
from exceptions.models import Case
from tests.exceptions.desk import case_in
from tests.factories import make_person

pytestmark = pytest.mark.django_db
ROLES = ["owner", "ops agent", "ops lead", "auditor"]
VERBS = {
    *("take", "release", "start", "wait", "resume", "resolve", "close", "reopen", "snooze"),
    *("severity", "reroute"),
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
