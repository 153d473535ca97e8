"""Counts, their parts, lines and kept codes: inventory/counts/README.md."""

from typing import Any
from uuid import UUID

from accounts.models import User
from approvals.drafts import AskedStep, Draft
from approvals.services import decide, undo_decision
from inventory.counts.models import Count, CountPart, KeptCode
from inventory.counts.services import (
    CountedLine,
    approve_lines,
    ask_recount,
    cancel_count,
    correct_part,
    finish_part,
    keep_books,
    put_lines,
    set_quantity,
    settle_code,
    start_session,
    take_scans,
)
from inventory.counts.services.asking import KIND
from inventory.counts.services.scanning import Scan
from tests.approvals.policies import in_force
from tests.factories import NOON, make_person
from tests.inventory.counts.test_review import recounted
from tests.inventory.counts.world import (
    BARCODES,
    MINUTE,
    Store,
    again,
    count_of,
    counted,
    line_of,
    make_store,
    plan,
    scan,
)
from tests.states.votes import electorate, its_request, regrets, verdict
from tests.states.walk import REST, Act, walk

LATER, AT = NOON + 90 * MINUTE, NOON + 120 * MINUTE
SCAN, STEP = (UUID(f"00000000-0000-4000-8000-00000000000{number}") for number in (1, 2))


# ---------- counts ----------


def counting(store: Store) -> Count:
    count = plan(store)
    count_of(count, scan(), by=store.jo)
    return again(count)


def differs(store: Store) -> Count:
    """Jo has seen three of thirty mugs and is not done."""
    store.happens("receipt", "MUG", 30)
    count = plan(store)
    count_of(count, scan(quantity=3), by=store.jo)
    return again(count)


def review(store: Store) -> Count:
    """Three of thirty mugs were seen: somebody else counts before anybody takes that."""
    store.happens("receipt", "MUG", 30)
    return counted(store, scan(quantity=3))


def recount(store: Store) -> Count:
    count = review(store)
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=LATER
    )
    return again(count)


def confirmed(store: Store, *more: Scan) -> Count:
    """Jo and Sam saw nine of three: it may be approved."""
    store.happens("receipt", "MUG", 3)
    return recounted(store, counted(store, scan(quantity=9), *more), 9)


def agreed(store: Store) -> Count:
    """Counted again by Wren, who saw what the books say; an unknown code is still to be settled."""
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=9), scan("999"))
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=LATER
    )
    count_of(count, scan(quantity=3, minute=100), by=store.wren, number=2, minute=101)
    return again(count)


def under_policy(store: Store, *more: Scan) -> Count:
    """A policy wants the ops lead as well."""
    make_person("Lena", role="ops lead", scope=store.network)
    draft = Draft(currency="GBP", steps=(AskedStep("ops lead", "location", due_hours="4"),))
    in_force(store, draft, kind=KIND, name="Counts", place=store.network)
    return confirmed(store, *more)


def approval(store: Store, *more: Scan) -> Count:
    count = under_policy(store, *more)
    approve_lines(**lines_of(store, count), actor=store.priya, at=LATER)
    return again(count)


def decided(word: str, *codes: str) -> Any:
    """The lead who walks has voted on the request; these codes nobody knew."""

    def build(store: Store) -> Count:
        count = approval(store, *map(scan, codes))
        lou = User.objects.get(name="Lou")
        decide(**verdict(KIND, word)(store, count), actor=lou, at=LATER)
        return again(count)

    return build


def posted(store: Store) -> Count:
    """The mug is in the books; a code nobody knows is still to be looked at."""
    return counted(store, scan(), scan("999"))


def closed(store: Store) -> Count:
    return counted(store, scan())


def cancelled(store: Store) -> Count:
    count = plan(store)
    cancel_count(reference=count.reference, reason="No", version=None, actor=store.priya, at=LATER)
    return again(count)


def seen(store: Store, count: Count) -> dict[str, Any]:
    return {"reference": count.reference, "version": again(count).version}


def why(store: Store, count: Count) -> dict[str, Any]:
    return seen(store, count) | {"reason": "Because"}


def lines_of(store: Store, count: Count) -> dict[str, Any]:
    lines = list(count.lines.order_by("sku__code").values_list("pk", flat=True))
    return seen(store, count) | {"line_ids": lines}


def lines_why(store: Store, count: Count) -> dict[str, Any]:
    return lines_of(store, count) | {"reason": "Because"}


def newest_part(count: Count) -> CountPart:
    return CountPart.objects.filter(count=count).order_by("-number")[0]


def part(store: Store, count: Count) -> dict[str, Any]:
    return {"part_id": newest_part(count).pk}


def done(store: Store, count: Count) -> dict[str, Any]:
    return part(store, count) | {"is_complete": True, "version": None}


def one_scan(store: Store, count: Count) -> dict[str, Any]:
    found = Scan(id=SCAN, code=BARCODES["MUG"], quantity=1, at=NOON + 110 * MINUTE)
    return part(store, count) | {"scans": [found]}


def two_mugs(store: Store, count: Count) -> dict[str, Any]:
    return part(store, count) | {"sku": store.skus["MUG"], "quantity": 2, "scan_id": STEP}


def whole_lines(store: Store, count: Count) -> dict[str, Any]:
    said = {"number": newest_part(count).number, "lines": [CountedLine("MUG", 4)]}
    return {"reference": count.reference} | said


def a_code(store: Store, count: Count) -> dict[str, Any] | None:
    kept = KeptCode.objects.filter(count=count).first()
    if kept is None:
        return None
    said = {"kept_id": kept.pk, "note": "A sample, not stock"}
    return {"reference": count.reference} | said


COUNTERS = {"store staff", "store manager", "warehouse"}
PLANNERS = {"store manager", "ops lead", "admin"}
REVIEWERS = {"store manager", "ops lead"}

NOT_COUNTER, NOT_REVIEWER = "counting_not_allowed", "review_not_allowed"
# A scan has happened, so it is kept whenever it comes; too late, it waits as a code to settle.
KEPT = {
    "planned": "-> counting",
    "counting": "-> counting",
    "review": "-> review",
    "recount": "-> recount",
    "approval": "-> approval",
    "posted": "-> posted",
    "closed": "-> closed",
    "cancelled": "-> cancelled",
}
ON_SHELF = {
    "planned": "-> counting",
    "counting": "-> counting",
    "recount": "-> recount",
    REST: "count_is_over",
}
DONE = {
    "review: sent back": "request_decided",
    "posted: approved": "request_decided",
    "closed: approved": "request_decided",
}
NOT_ASKED = {**DONE, REST: "request_not_found"}

walk(
    "counts.Count.status",
    world=make_store,
    at=AT,
    people=lambda store: {
        "store staff: counter": store.jo,
        "warehouse: another": store.wren,
        "ops lead: lead": make_person("Lou", role="ops lead", scope=store.network),
    },
    samples={
        "planned": plan,
        "counting": counting,
        "counting: differs": differs,
        "review": review,
        "review: confirmed": confirmed,
        "review: under a policy": under_policy,
        "review: sent back": decided("send_back"),
        "recount": recount,
        "recount: agreed": agreed,
        "approval": approval,
        "posted": posted,
        "closed": closed,
        "posted: approved": decided("approve", "999"),
        "closed: approved": decided("approve"),
        "cancelled": cancelled,
    },
    room="inventory/counts",
    named_by=("reference", "part_id"),
    acts=(
        Act("begin a shelf", start_session, part, COUNTERS, ON_SHELF, NOT_COUNTER),
        Act("scan", take_scans, one_scan, COUNTERS, KEPT, NOT_COUNTER),
        Act("step to two", set_quantity, two_mugs, COUNTERS, ON_SHELF, NOT_COUNTER),
        Act("put lines", put_lines, whole_lines, COUNTERS, ON_SHELF, NOT_COUNTER),
        Act(
            "finish the shelf",
            finish_part,
            done,
            COUNTERS,
            {
                "planned": "-> closed",
                # Jo counts on there.
                "counting": "-> counting",
                "counting: differs": "-> counting",
                "recount": "-> review",
                "recount: agreed": "-> recount",
                "cancelled": "count_is_over",
                REST: "part_finished",
            },
            NOT_COUNTER,
            own={
                # A reviewer ends everybody's sessions.
                "store manager": {
                    "planned": "-> closed",
                    "counting": "-> closed",
                    "counting: differs": "-> review",
                    "recount": "-> review",
                    "cancelled": "count_is_over",
                    REST: "part_finished",
                },
                "store staff: counter": {
                    "planned": "-> closed",
                    "counting": "-> closed",
                    "counting: differs": "-> review",
                    "recount": "recount_by_somebody_else",
                    "cancelled": "count_is_over",
                    REST: "part_finished",
                },
                "warehouse: another": {
                    "planned": "-> closed",
                    "counting": "-> counting",
                    "recount": "-> review",
                    "recount: agreed": "-> posted",
                    "cancelled": "count_is_over",
                    REST: "part_finished",
                },
            },
        ),
        Act(
            "correct the shelf",
            correct_part,
            part,
            COUNTERS,
            {
                "review": "-> counting",
                "approval": "part_already_posted",
                "posted": "part_already_posted",
                "closed": "count_is_over",
                "cancelled": "count_is_over",
                REST: "part_not_finished",
            },
            NOT_COUNTER,
        ),
        Act(
            "have it counted again",
            ask_recount,
            lines_of,
            REVIEWERS,
            {"review": "-> recount", REST: "count_not_in_review"},
            NOT_REVIEWER,
        ),
        Act(
            "take what was counted",
            approve_lines,
            lines_of,
            REVIEWERS,
            {
                # A first count that differs is counted again before anybody takes it.
                "review": "recount_missing",
                "review: confirmed": "-> closed",
                "review: under a policy": "-> approval",
                "review: sent back": "-> approval",
                REST: "count_not_in_review",
            },
            NOT_REVIEWER,
        ),
        Act(
            "keep the books",
            keep_books,
            lines_why,
            REVIEWERS,
            {"review": "-> closed", REST: "count_not_in_review"},
            NOT_REVIEWER,
        ),
        Act(
            "settle a code",
            settle_code,
            a_code,
            REVIEWERS,
            {"posted": "-> closed", "recount: agreed": "-> recount"},
            NOT_REVIEWER,
        ),
        Act(
            "cancel",
            cancel_count,
            why,
            PLANNERS,
            {
                "approval": "count_not_cancellable",
                "posted": "count_not_cancellable",
                "closed": "count_not_cancellable",
                "cancelled": "count_not_cancellable",
                REST: "-> cancelled",
            },
            "planning_not_allowed",
        ),
        Act(
            "approve the request",
            decide,
            verdict(KIND, "approve"),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> closed", **NOT_ASKED}),
        ),
        Act(
            "reject the request",
            decide,
            verdict(KIND, "reject"),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> review", **NOT_ASKED}),
        ),
        Act(
            "send the request back",
            decide,
            verdict(KIND, "send_back"),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> review", **NOT_ASKED}),
        ),
        Act(
            "undo the decision",
            undo_decision,
            its_request(KIND),
            {},
            {},
            own=regrets(
                "ops lead: lead",
                {
                    "approval": "nothing_to_undo",
                    "review: sent back": "-> approval",
                    "posted: approved": "-> approval",
                    "closed: approved": "-> approval",
                    REST: "request_not_found",
                },
            ),
        ),
    ),
)
