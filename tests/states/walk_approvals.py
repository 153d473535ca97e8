"""Requests and policies: approvals/README.md."""

from typing import Any

from accounts.roles import ROLES
from approvals.drafts import AskedStep, Draft
from approvals.models import ApprovalRequest, PolicyVersion
from approvals.services import decide, undo_decision, withdraw_own_request
from approvals.services.asking import withdraw_request
from approvals.services.policies import (
    discard_draft,
    new_draft,
    publish_draft,
    retire_policy,
    retire_replaced,
    save_draft,
)
from approvals.services.sampling import note_review
from tests.approvals.policies import USUAL, admin, in_force, make_draft, publish, save_again
from tests.approvals.world import KEY, World, ask, fresh, later, make_world, vote
from tests.factories import NOON
from tests.states.walk import NOBODY, REST, SYSTEM, Act, each, walk

# ---------- requests ----------


def decided(word: str) -> Any:
    def build(world: World) -> ApprovalRequest:
        request = ask(world)
        vote(request, world.priya, word)
        return fresh(request)

    return build


def withdrawn(world: World) -> ApprovalRequest:
    request = ask(world)
    withdraw_own_request(request_id=request.pk, reason="Changed my mind", actor=world.omar, at=NOON)
    return fresh(request)


def drawn(world: World) -> ApprovalRequest:
    """It passed by itself, below every band, and was drawn for review."""
    sampled = Draft("GBP", "", "100", True, USUAL.conditions, USUAL.steps)
    in_force(world, sampled)
    return ask(world, worth="20")


def two_steps(world: World) -> ApprovalRequest:
    """The manager approved; the lead is asked next."""
    steps = (*USUAL.steps, AskedStep("ops lead", "to"))
    in_force(world, Draft("GBP", conditions=USUAL.conditions, steps=steps))
    request = ask(world)
    vote(request, world.priya)
    return fresh(request)


def voted(word: str) -> Any:
    def facts(world: World, request: ApprovalRequest) -> dict[str, Any]:
        code = "" if word == "approve" else "not_needed"
        said = {"lines": {}, "reason_code": code, "reason": "Not now"}
        return one(world, request) | {"verdict": word, "version": fresh(request).version} | said

    return facts


def one(world: World, request: ApprovalRequest) -> dict[str, Any]:
    return {"request_id": request.pk}


def why(world: World, request: ApprovalRequest) -> dict[str, Any]:
    return one(world, request) | {"reason": "Changed my mind"}


def looked(world: World, request: ApprovalRequest) -> dict[str, Any]:
    return one(world, request) | {"note": "As it should be"}


def subject_changed(world: World, request: ApprovalRequest) -> dict[str, Any]:
    said = {"kind": KEY, "subject_id": request.subject_id, "reason": "Changed", "actor": None}
    return said | {"at": NOON}


MANAGER = {"store manager"}
# Nobody is asked any more, whoever votes.
OVER = {"withdrawn": "request_withdrawn", REST: "request_decided"}
NOT_HIS_STEP = {"waiting": "not_your_step", **OVER}
HIS_OWN = {"waiting": "asker_decides", **OVER}
VOTERS = {role: NOT_HIS_STEP for role in (*ROLES, NOBODY) if role != "store manager"}
DECIDERS = {"store manager", "ops lead", "finance"}


def ballot(word: str, target: str) -> Act:
    # The second step is the lead's.
    lead = NOT_HIS_STEP | {"waiting: second step": target}
    manager = {"waiting": target, "waiting: second step": "not_your_step", **OVER}
    own = VOTERS | {"ops agent: asker": HIS_OWN, "ops lead: lead": lead}
    return Act(word, decide, voted(word), MANAGER, manager, own=own)


walk(
    "approvals.ApprovalRequest.status",
    world=make_world,
    at=later(30),
    people=lambda world: {
        "ops agent: asker": world.omar,
        "store manager: decider": world.priya,
        "ops lead: lead": world.lena,
    },
    samples={
        "waiting": ask,
        "waiting: second step": two_steps,
        "approved": decided("approve"),
        "approved: drawn": drawn,
        "rejected": decided("reject"),
        "sent_back": decided("send_back"),
        "withdrawn": withdrawn,
    },
    room="approvals",
    named_by=("request_id",),
    acts=(
        ballot("approve", "-> approved"),
        ballot("reject", "-> rejected"),
        ballot("send_back", "-> sent_back"),
        Act(
            "undo",
            undo_decision,
            one,
            {"store manager: decider"},
            {
                "waiting": "nothing_to_undo",
                "waiting: second step": "-> waiting",
                "approved: drawn": "nothing_to_undo",
                "withdrawn": "request_withdrawn",
                REST: "-> waiting",
            },
            own=each(
                (*ROLES, NOBODY),
                {
                    "waiting": "nothing_to_undo",
                    "withdrawn": "request_withdrawn",
                    REST: "decision_not_yours",
                },
            ),
        ),
        Act(
            "withdraw",
            withdraw_own_request,
            why,
            {"ops agent: asker"},
            {"waiting": "-> withdrawn", **OVER},
            own=each((*ROLES, NOBODY), {"waiting": "not_the_asker", **OVER}),
        ),
        Act(
            "note as reviewed",
            note_review,
            looked,
            DECIDERS,
            {"approved: drawn": "-> approved", REST: "not_sampled"},
            own={"ops agent: asker": {REST: "right_missing"}},
        ),
        Act(
            "its subject changes",
            withdraw_request,
            subject_changed,
            SYSTEM,
            {"waiting": "-> withdrawn", REST: "nothing_waits"},
        ),
    ),
)


# ---------- policies ----------


def published(world: World) -> PolicyVersion:
    return in_force(world)


def replaced(world: World) -> PolicyVersion:
    first = in_force(world)
    publish(world, save_again(world, first.policy, USUAL), at=later(10))
    return PolicyVersion.objects.get(pk=first.pk)


def to_be_replaced(world: World) -> PolicyVersion:
    """A later version counts from half an hour on."""
    first = in_force(world)
    publish(world, save_again(world, first.policy, USUAL), begins=later(20), at=later(10))
    return PolicyVersion.objects.get(pk=first.pk)


def ended(world: World) -> PolicyVersion:
    """Nothing stands in its place."""
    row = in_force(world)
    retire_policy(**policy_why(world, row), actor=admin(world), at=later(10))
    return row


def version(world: World, row: PolicyVersion) -> dict[str, Any]:
    return {"version_id": row.pk, "version": PolicyVersion.objects.get(pk=row.pk).version}


def changed(world: World, row: PolicyVersion) -> dict[str, Any]:
    return version(world, row) | {"draft": USUAL}


def now_on(world: World, row: PolicyVersion) -> dict[str, Any]:
    return version(world, row) | {"effective_from": None, "note": "Agreed"}


def policy(world: World, row: PolicyVersion) -> dict[str, Any]:
    return {"policy_id": row.policy_id}


def policy_why(world: World, row: PolicyVersion) -> dict[str, Any]:
    return policy(world, row) | {"reason": "No longer needed"}


ADMIN = {"admin"}
NOT_YOURS = "policies_not_allowed"

walk(
    "approvals.PolicyVersion.status",
    world=make_world,
    at=later(30),
    samples={
        "draft": make_draft,
        "published": published,
        "published: replaced since": to_be_replaced,
        "retired": replaced,
        "retired: for good": ended,
    },
    room="approvals",
    named_by=("version_id", "policy_id"),
    acts=(
        Act(
            "save the draft",
            save_draft,
            changed,
            ADMIN,
            {"draft": "-> draft", REST: "not_a_draft"},
            NOT_YOURS,
        ),
        Act(
            "discard the draft",
            discard_draft,
            version,
            ADMIN,
            {"draft": "-> gone", REST: "not_a_draft"},
            NOT_YOURS,
        ),
        Act(
            "publish",
            publish_draft,
            now_on,
            ADMIN,
            {"draft": "-> published", REST: "not_a_draft"},
            NOT_YOURS,
        ),
        Act(
            "begin a new draft",
            new_draft,
            policy,
            ADMIN,
            {
                "draft": "draft_exists",
                "published": "-> published",
                "retired": "-> retired",
            },
            NOT_YOURS,
        ),
        Act(
            "retire the policy",
            retire_policy,
            policy_why,
            ADMIN,
            {
                "draft": "policy_not_in_force",
                "published": "-> retired",
                # It ended by itself; the one in its place is retired.
                "published: replaced since": "-> published",
                "retired": "-> retired",
                "retired: for good": "policy_not_in_force",
            },
            NOT_YOURS,
        ),
        Act(
            "time passes",
            retire_replaced,
            lambda world, row: {"at": later(30)},
            SYSTEM,
            {
                "draft": "-> draft",
                "published": "-> published",
                "published: replaced since": "-> retired",
                "retired": "-> retired",
            },
        ),
    ),
)
