from decimal import Decimal

from django.urls import resolve

from approvals.bulk import undo_url
from approvals.models import ApprovalRequest, Delegation, Policy, PolicyVersion
from approvals.services import ask_approval
from approvals.services.delegations import add_delegation
from approvals.services.policies import create_policy
from kernel.clock import now
from tests.approvals.world import KEY, LINES, make_kind
from tests.factories import make_person
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign
from tests.security.world import World
from workbench.bulk import BulkOutcome


def names_with(prefix: str, *arguments: str) -> list[str]:
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(prefix) and endpoint.arguments == arguments
    ]


@foreign(*names_with("approvals:request", "number"), *names_with("api-approval", "number"))
def request(world: World):
    if "approval" not in world.made:
        make_kind()
        world.made["approval"] = ask_approval(
            kind=KEY,
            subject=world.far_store,
            reference=f"{world.mark}-1",
            version=1,
            title=f"{world.mark} transfer",
            places={"to": world.far_store.place, "from": world.far_store.place},
            facts={"value": world.hoard},
            lines=LINES,
            value=Decimal(world.hoard),
            currency="GBP",
            asked_by=world.stranger,
            at=now(),
        )
    return {"number": world.made["approval"].pk}


@foreign("approvals:requests-undo")
def undo_of_many(world: World):
    done = BulkOutcome(1, done=[ApprovalRequest(pk=request(world)["number"])])
    return {"token": resolve(undo_url(done, actor=world.stranger)).kwargs["token"]}


def far_policy(world: World) -> Policy:
    if "policy" not in world.made:
        make_kind()
        boss = make_person(f"{world.mark}boss", role="admin", scope=world.south)
        facts = {"name": f"{world.mark} policy", "rank": 5, "place": world.south}
        world.made["policy"] = create_policy(kind=KEY, **facts, actor=boss, at=now())
    return world.made["policy"]


@foreign(*names_with("approvals:policy", "number"), *names_with("api-policy", "number"))
def policy(world: World):
    return {"number": far_policy(world).pk}


@foreign("approvals:policy-version", "api-policy-version")
def version(world: World):
    row = PolicyVersion.objects.get(policy=far_policy(world))
    return {"number": row.policy_id, "version": row.number}


@foreign("approvals:delegation-end", "api-delegation-end")
def delegation(world: World):
    row = Delegation.objects.filter(person=world.stranger).first()
    if row is None:
        at = now()
        row = add_delegation(
            person=world.stranger,
            deputy=None,
            starts_at=at,
            ends_at=at.replace(year=at.year + 1, day=1),
            note=world.mark,
            actor=world.stranger,
            at=at,
        )
    return {"number": row.pk}
