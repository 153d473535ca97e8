"""Rules, queues, playbooks and codes count everywhere: an admin of one place changes none of them."""

import pytest

from exceptions.models import Playbook, Queue, ResolutionCode, RuleSet
from exceptions.queue_policies import CodeContent, QueueContent
from exceptions.routing_errors import RulesOutsideScope
from exceptions.services.playbooks import StepContent, save_playbook
from exceptions.services.queues import save_code, save_queue
from exceptions.services.rules import draft_rules
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def local(camden):
    return make_person("Lou", role="admin", scope=camden)


COMMANDS = {
    "rules": lambda who: draft_rules(**who),
    "queue": lambda who: save_queue(
        queue_id=None, key="mine", content=QueueContent("Mine"), version=0, **who
    ),
    "code": lambda who: save_code(
        code_id=None, key="mine", content=CodeContent("Mine"), version=0, **who
    ),
    "playbook": lambda who: save_playbook(
        playbook_id=None, key="mine", name="Mine", steps=[StepContent("Look")], version=0, **who
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_refuses_an_admin_of_one_place(local, ada, name):
    models = (RuleSet, Queue, ResolutionCode, Playbook)
    before = [model.objects.count() for model in models]

    with pytest.raises(RulesOutsideScope):
        COMMANDS[name]({"actor": local, "at": NOON})

    assert [model.objects.count() for model in models] == before
    COMMANDS[name]({"actor": ada, "at": NOON})


def test_the_page_says_why(client, local):
    client.force_login(local)

    page = client.get("/exceptions/rules/").content.decode()

    assert "covers a whole network" in " ".join(page.replace("&#x27;", "'").split())
