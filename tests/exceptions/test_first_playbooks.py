"""What a new installation does about its cases: every kind has steps, every command exists."""

import pytest

from exceptions.actions import action_of
from exceptions.kinds import known_kinds
from exceptions.models import Case, Playbook, PlaybookStep, RuleSet
from exceptions.services.routing import route_new_cases
from tests.exceptions.rules_world import make_case
from tests.factories import NOON

pytestmark = pytest.mark.django_db
# Kinds that go to the rule that takes all, each with its reason. Empty: every kind has its steps.
WITHOUT_PLAYBOOK: dict[str, str] = {}


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def test_every_command_a_step_names_exists():
    steps = PlaybookStep.objects.filter(retired_at=None).exclude(action="")

    unknown = [(str(step), step.action) for step in steps if action_of(step.action) is None]

    assert steps
    assert not unknown


def test_offer_counts_adjustments_and_the_ends_of_transfers():
    named = set(PlaybookStep.objects.values_list("action", flat=True))

    assert named >= {"counts.create", "adjust_stock", "replay_events", "transfers.ask_loss"}
    assert named >= {"transfers.back_at_origin", "transfers.close_short"}


@pytest.mark.parametrize("kind", [key for key, _label in known_kinds()])
def test_every_kind_reaches_a_playbook(camden, kind):
    case = make_case(camden, kind=kind)

    route_new_cases(at=NOON)

    case = Case.objects.get(pk=case.pk)
    assert (case.playbook is None) == (kind in WITHOUT_PLAYBOOK), kind


def test_the_rules_in_force_end_with_one_that_takes_all():
    rules = list(RuleSet.objects.in_force(NOON).rules.order_by("position"))

    assert [rule.position for rule in rules] == list(range(1, len(rules) + 1))
    assert not rules[-1].conditions.exists()
    assert all(rule.conditions.exists() for rule in rules[:-1])


def test_saving_refuses_a_command_that_is_gone_instead_of_dropping_it(as_ada):
    book = Playbook.objects.get(key="below-zero")
    book.steps.filter(action="counts.create").update(action="gone")
    page = as_ada.get("/exceptions/playbooks/below-zero/").context["form"]
    shown = {bound.html_name: bound.value() or "" for bound in page}

    answer = as_ada.post("/exceptions/playbooks/below-zero/", shown | {"version": book.version})

    assert answer.status_code == 422
    assert "would run “gone”, which nothing here can do" in answer.content.decode()
    assert book.steps.filter(action="gone", retired_at=None).exists()


def test_a_step_whose_command_is_not_for_the_role_is_refused_beside_its_button(
    client, omar, camden
):
    case = make_case(camden, evidence={"location": "112", "sku": "X"})
    route_new_cases(at=NOON)
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    step = PlaybookStep.objects.get(playbook__key="below-zero", action="counts.create")
    assert f'aria-disabled="true" aria-describedby="why-s{step.pk}">Create a count' in page
    assert "You lack the right to plan counts. Ask Store manager, Ops lead, Admin" in page
