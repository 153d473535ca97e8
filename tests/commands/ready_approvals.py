from datetime import timedelta

from approvals.models import ApprovalRequest, Policy
from approvals.services.delegations import add_delegation
from kernel.clock import now
from tests.approvals.policies import admin, in_force, make_draft
from tests.approvals.world import KEY, World, ask, fresh, make_world, vote
from tests.commands.ready import Ready, Room

ROOM = Room(make_world)
DECIDES = ("transfers:approve",)
REFUSAL = {"reason_code": "not_needed", "reason": "Not now."}
DRAFT = {
    "currency": "GBP",
    "conditions": [{"fact": "value", "operator": "over", "value": "1500.00"}],
    "steps": [{"role": "store manager", "place": "to", "due_hours": "0.50"}],
}


def of(request, body):
    row = fresh(request)
    return Ready({"number": row.pk}, body, row.version, DECIDES)


@ROOM.ready("api-approvals-bulk")
def many(world: World):
    seen = [{"number": one.pk, "version": one.version} for one in (ask(world),)]
    told = {"verb": "approve", "requests": seen, "on_behalf_of": world.priya.email}
    return Ready(body=told, scopes=DECIDES)


@ROOM.ready("api-approval-approve")
def approve(world: World):
    return of(ask(world), {"on_behalf_of": world.priya.email})


@ROOM.ready("api-approval-reject", "api-approval-send-back")
def reject(world: World):
    return of(ask(world), {"on_behalf_of": world.priya.email, **REFUSAL})


@ROOM.ready("api-approval-withdraw")
def withdraw(world: World):
    return of(ask(world), {"on_behalf_of": world.omar.email, "reason": "Sold meanwhile."})


@ROOM.ready("api-approval-undo")
def undo(world: World):
    request = ask(world)
    vote(request, world.priya, at=now())
    return of(request, {"on_behalf_of": world.priya.email})


@ROOM.ready("api-approval-review")
def review(world: World):
    """Drawn for a review after it passed."""
    request = ask(world)
    vote(request, world.mo)
    ApprovalRequest.objects.filter(pk=request.pk).update(sampled=True)
    return of(request, {"on_behalf_of": world.priya.email, "note": "Looks right."})


@ROOM.ready("api-policies")
def create(world: World):
    told = {"kind": KEY, "name": "Losses", "place": "SOUTH"}
    return Ready(body={"on_behalf_of": admin(world).email, **told})


def policy_of(world: World, body=None, *, drafted=False):
    """A policy in force as it is seen, or with the draft that is seen."""
    version = make_draft(world) if drafted else in_force(world)
    row = Policy.objects.get(pk=version.policy_id)
    seen = version.version if drafted else row.published
    return Ready({"number": row.pk}, {"on_behalf_of": admin(world).email, **(body or {})}, seen)


@ROOM.ready("api-policy-draft")
def draft(world: World):
    return policy_of(world)


@ROOM.ready("api-policy-retire")
def retire(world: World):
    return policy_of(world, {"reason": "No longer needed."})


@ROOM.ready("api-policy-save-draft")
def save_draft(world: World):
    return policy_of(world, DRAFT, drafted=True)


@ROOM.ready("api-policy-publish", "api-policy-discard")
def publish(world: World):
    return policy_of(world, {"note": "Agreed."}, drafted=True)


@ROOM.ready("api-delegations")
def delegate(world: World):
    begin = now() + timedelta(hours=1)
    told = {"deputy": world.mo.email, "starts_at": begin, "ends_at": begin + timedelta(days=7)}
    return Ready(body={"on_behalf_of": world.priya.email, **told})


@ROOM.ready("api-delegation-end")
def end_delegation(world: World):
    begin = now() + timedelta(hours=1)
    row = add_delegation(
        person=world.priya,
        deputy=world.mo,
        starts_at=begin,
        ends_at=begin + timedelta(days=7),
        note="",
        actor=world.priya,
        at=now(),
    )
    return Ready({"number": row.pk}, {"on_behalf_of": world.priya.email})
