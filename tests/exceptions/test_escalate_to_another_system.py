"""A missed clock is told to another system: called, signed, tried again, given up with a case."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from exceptions.models import Case, EscalationStep
from exceptions.services.clocks import watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.rules_world import make_case, make_queue, publish, rule
from tests.factories import NOON
from tests.receiver import receiving
from workbench.delivery.webhook import secret_of
from workbench.models import Outgoing
from workbench.services.outgoing import WAITS, send_next

pytestmark = pytest.mark.django_db
MISSED = NOON + timedelta(minutes=60)
HELD = timedelta(seconds=11)


@pytest.fixture
def receiver(settings):
    with receiving(settings) as one:
        yield one


@pytest.fixture
def missed(receiver, ada, camden) -> Case:
    """A case whose clock was missed, in a queue whose chain begins with another system."""
    queue = make_queue("pager")
    EscalationStep.objects.create(queue=queue, position=1, to="webhook", address=receiver.address)
    publish(rule(queue, sla_minutes=60), actor=ada)
    case = make_case(camden)
    route_new_cases(at=NOON)
    watch_clocks(at=MISSED)
    watch_clocks(at=MISSED)
    return Case.objects.get(pk=case.pk)


def sweep(at):
    return send_next(clock=lambda: at)


def test_is_called_once_with_a_signature_that_it_can_check(receiver, missed):
    sweep(MISSED + HELD)
    sweep(MISSED + HELD)

    ((headers, body),) = receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = secret_of(receiver.address.rpartition("/")[0])
    made = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{made}"
    assert missed.reference in json.dumps(json.loads(body))


def test_is_called_again_after_a_fault_of_its_own(receiver, missed):
    receiver.status = 500
    sweep(MISSED + HELD)
    again = Outgoing.objects.get()
    receiver.status = 200

    sweep(again.due_at)

    assert (again.status, again.last_error) == ("waiting", "It answered 500")
    assert Outgoing.objects.get().status == "sent"
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_is_given_up_after_the_last_try_and_that_is_a_case(receiver, missed):
    receiver.status = 500
    at = MISSED + HELD
    for _try in range(len(WAITS) + 1):
        sweep(at)
        at = Outgoing.objects.get().due_at

    assert len(receiver.got) == len(WAITS) + 1
    assert Outgoing.objects.get().status == "given_up"
    case = Case.objects.get(kind="message_given_up")
    assert case.title == "Could not be sent to 127.0.0.1"
    assert case.evidence["last_answer"] == "It answered 500"
