"""Queues, playbooks and resolution codes are one for the whole installation: both sides see them."""

from exceptions.api.urls import OF_CODE, OF_QUEUE
from exceptions.models import Playbook, Queue, ResolutionCode
from tests.security.samples import shared
from tests.security.world import World


@shared(
    *("exceptions:queue", "exceptions:queue-retire", "exceptions:queue-restore", "api-queue"),
    *(f"api-queue-{verb}" for verb in OF_QUEUE),
)
def queue(world: World):
    made, _new = Queue.objects.get_or_create(key="walked-queue", defaults={"name": "Walked"})
    return {"key": made.key}


@shared("exceptions:playbook", "api-playbook", "api-playbook-change")
def playbook(world: World):
    made, _new = Playbook.objects.get_or_create(key="walked-book", defaults={"name": "Walked"})
    return {"key": made.key}


@shared(
    *("exceptions:code", "exceptions:code-retire", "exceptions:code-restore", "api-code"),
    *(f"api-code-{verb}" for verb in OF_CODE),
)
def code(world: World):
    made, _new = ResolutionCode.objects.get_or_create(
        key="walked-code", defaults={"label": "Walked"}
    )
    return {"key": made.key}
