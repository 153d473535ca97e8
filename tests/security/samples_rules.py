"""Rules, queues and playbooks are one for the whole installation: both sides see them."""

from django.core.files.base import ContentFile

from exceptions.api.urls import OF_RULE, OF_RULES
from exceptions.models import Case, Playbook, PlaybookStep, Queue, RoutingRule, RuleSet
from exceptions.services import open_case
from kernel.clock import now
from tests.factories import make_person
from tests.security.samples import foreign, query, shared
from tests.security.world import World
from workbench.services.attachments import attach


@shared(
    "exceptions:rules-draft",
    "exceptions:rules-dry-run",
    "exceptions:rules-publish",
    "exceptions:rules-discard",
    "exceptions:rules-update",
    "exceptions:rules-draft-again",
    "exceptions:rule-new",
    "api-rule-version",
    *(f"api-rule-version-{verb}" for verb in OF_RULES),
)
def draft(world: World):
    return {"number": _draft(world).pk}


@shared("exceptions:rule-edit", "exceptions:rule-delete", "exceptions:rule-move")
def rule(world: World):
    return {"number": _draft(world).pk, "pk": _draft(world).rules.get().pk}


@shared("exceptions:rules-version", "exceptions:rules-withdraw")
def version(world: World):
    if "rules" not in world.made:
        at = now()
        rules = RuleSet(created_at=at)
        rules.publish(note="Walked", effective_from=at, at=at)
        rules.save(force_insert=True)
        world.made["rules"] = rules
    return {"number": world.made["rules"].pk}


@shared(*(f"api-drafted-rule-{verb}" for verb in OF_RULE))
def api_rule(world: World):
    return {"number": _draft(world).pk, "rule": _draft(world).rules.get().pk}


@foreign("exceptions:step-do")
def step(world: World):
    if "step" not in world.made:
        book = Playbook.objects.create(key=f"walked-{world.side}", name="Walked")
        world.made["step"] = PlaybookStep.objects.create(playbook=book, position=1, title="Look")
        world.made["stepped"] = open_case(
            kind="below_zero",
            fingerprint=f"{world.side} step",
            title=f"{world.mark} store is short",
            subject=world.far_store,
            place=world.far_store.place,
            at=now(),
            evidence={"available": -world.hoard},
        )
    return {"reference": world.made["stepped"].reference, "pk": world.made["step"].pk}


@foreign("api-case-step-do")
def api_step(world: World):
    given = step(world)
    return {"reference": given["reference"], "number": given["pk"]}


@foreign("api-case-attachment")
def attachment(world: World):
    """A file at a case of the other side, with a name nobody here may read."""
    reference = step(world)["reference"]
    if "attachment" not in world.made:
        world.made["attachment"] = attach(
            subject_type=Case._meta.label_lower,
            subject_id=str(Case.objects.with_reference(reference).get().pk),
            upload=ContentFile(b"Counted.\n", name=f"{world.mark}.txt"),
            actor=make_person(f"Filer-{world.side}", role="ops agent", scope=world.network),
            at=now(),
        )
    return {"reference": reference, "number": world.made["attachment"].pk}


# In a world of its own the first case is the far one.
query("exceptions:rules-test", "kind=below_zero", "case=CS-000001")


def _draft(world: World) -> RuleSet:
    if "draft" not in world.made:
        made = RuleSet.objects.create(created_at=now())
        queue = Queue.objects.create(key="walked", name="Walked")
        RoutingRule.objects.create(rule_set=made, position=1, name="Rest", queue=queue)
        world.made["draft"] = made
    return world.made["draft"]
