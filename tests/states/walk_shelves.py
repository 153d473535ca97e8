"""What is counted on shelves, line by line, and what could not be: inventory/counts/README.md."""

from typing import Any

from approvals.services import decide, undo_decision
from inventory.counts.models import CountLine, CountPart, KeptCode
from inventory.counts.services import (
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
from tests.factories import NOON, make_person
from tests.inventory.counts.world import MINUTE, Store, line_of, make_store, part_of, scan
from tests.states.votes import electorate, its_request, regrets, verdict
from tests.states.walk import REST, Act, walk
from tests.states.walk_counts import (
    AT,
    LATER,
    NOT_ASKED,
    NOT_REVIEWER,
    REVIEWERS,
    a_code,
    agreed,
    approval,
    confirmed,
    counting,
    decided,
    done,
    lines_of,
    lines_why,
    one_scan,
    part,
    posted,
    recount,
    review,
    two_mugs,
    under_policy,
    whole_lines,
    why,
)

# ---------- parts ----------


def finished(store: Store) -> CountPart:
    return part_of(review(store))


def in_part(facts: Any) -> Any:
    return lambda store, row: facts(store, row.count)


# What each role may is walked with the count.
PART_STAYS = {"open": "-> open", "finished": "count_is_over"}


def on_part(name: str, command: Any, facts: Any, **then: str) -> Act:
    return Act(
        name,
        command,
        in_part(facts),
        {},
        {},
        by="store staff: counter",
        own={"store staff: counter": then},
    )


walk(
    "counts.CountPart.status",
    world=make_store,
    at=AT,
    people=lambda store: {"store staff: counter": store.jo},
    samples={"open": lambda store: part_of(counting(store)), "finished": finished},
    acts=(
        on_part("begin", start_session, part, **PART_STAYS),
        on_part("scan", take_scans, one_scan, open="-> open", finished="-> finished"),
        on_part("step to two", set_quantity, two_mugs, **PART_STAYS),
        on_part("put lines", put_lines, whole_lines, **PART_STAYS),
        on_part("finish", finish_part, done, open="-> finished", finished="part_finished"),
        on_part("correct", correct_part, part, open="part_not_finished", finished="-> open"),
    ),
)


# ---------- lines ----------


def reopened(store: Store) -> CountLine:
    """Its shelf is counted on."""
    count = review(store)
    correct_part(part_id=part_of(count).pk, actor=store.sam, at=LATER)
    return line_of(count)


def put_right(store: Store) -> CountLine:
    """Sam found the others, as many as the books say."""
    line = reopened(store)
    take_scans(
        part_id=part_of(line.count).pk, scans=[scan(quantity=27, minute=100)], actor=store.sam,
        at=NOON + 101 * MINUTE,
    )  # fmt: skip
    return line


def kept_as_books_say(store: Store) -> CountLine:
    count = review(store)
    keep_books(**lines_why(store, count), actor=store.priya, at=LATER)
    return line_of(count)


walk(
    "counts.CountLine.status",
    world=make_store,
    at=AT,
    people=lambda store: {
        "warehouse: another": store.wren,
        "store manager: reviewer": store.priya,
        "ops lead: lead": make_person("Lou", role="ops lead", scope=store.network),
    },
    samples={
        "counting": reopened,
        "counting: agreed": put_right,
        "review": lambda store: line_of(review(store)),
        "review: confirmed": lambda store: line_of(confirmed(store)),
        "review: under a policy": lambda store: line_of(under_policy(store)),
        "recount": lambda store: line_of(recount(store)),
        "recount: agreed": lambda store: line_of(agreed(store)),
        "approval": lambda store: line_of(approval(store)),
        "posted": lambda store: line_of(posted(store)),
        "posted: approved": lambda store: line_of(decided("approve", "999")(store)),
        "dropped": kept_as_books_say,
    },
    unreached={
        (
            "approval",
            "drop",
            "dropped",
        ): "the ledger takes every count of a SKU and a place it knows",
    },
    acts=(
        Act(
            "have it counted again",
            ask_recount,
            in_part(lines_of),
            REVIEWERS,
            {"review": "-> recount", REST: "count_not_in_review"},
            NOT_REVIEWER,
        ),
        Act(
            "take what was counted",
            approve_lines,
            in_part(lines_of),
            REVIEWERS,
            {
                "review": "recount_missing",
                "review: confirmed": "-> posted",
                "review: under a policy": "-> approval",
                REST: "count_not_in_review",
            },
            NOT_REVIEWER,
        ),
        Act(
            "keep the books",
            keep_books,
            in_part(lines_why),
            REVIEWERS,
            {"review": "-> dropped", REST: "count_not_in_review"},
            NOT_REVIEWER,
        ),
        Act(
            "finish the shelf",
            finish_part,
            in_part(done),
            {},
            {},
            by="warehouse: another",
            own={
                "warehouse: another": {
                    # Sam counts on there.
                    "counting": "-> counting",
                    "recount": "-> review",
                    "recount: agreed": "-> posted",
                    REST: "part_finished",
                }
            },
        ),
        Act(
            "finish it for everybody",
            finish_part,
            in_part(done),
            {},
            {},
            by="store manager: reviewer",
            own={
                "store manager: reviewer": {
                    "counting": "-> review",
                    "counting: agreed": "-> posted",
                    "recount": "-> review",
                    "recount: agreed": "-> posted",
                    REST: "part_finished",
                }
            },
        ),
        Act(
            "correct the shelf",
            correct_part,
            in_part(part),
            {},
            {},
            by="warehouse: another",
            own={
                "warehouse: another": {
                    "review": "-> counting",
                    "approval": "part_already_posted",
                    "posted": "part_already_posted",
                    "dropped": "count_is_over",
                    REST: "part_not_finished",
                }
            },
        ),
        Act(
            "cancel the count",
            cancel_count,
            in_part(why),
            {},
            {},
            by="store manager: reviewer",
            own={
                "store manager: reviewer": {
                    "approval": "count_not_cancellable",
                    "posted": "count_not_cancellable",
                    "dropped": "count_not_cancellable",
                    REST: "-> dropped",
                }
            },
        ),
        Act(
            "approve the request",
            decide,
            in_part(verdict(KIND, "approve")),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> posted", **NOT_ASKED}),
        ),
        Act(
            "reject the request",
            decide,
            in_part(verdict(KIND, "reject")),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> review", **NOT_ASKED}),
        ),
        Act(
            "send it back",
            decide,
            in_part(verdict(KIND, "send_back")),
            {},
            {},
            own=electorate("ops lead: lead", "approval", {"approval": "-> review", **NOT_ASKED}),
        ),
        Act(
            "undo the decision",
            undo_decision,
            in_part(its_request(KIND)),
            {},
            {},
            own=regrets(
                "ops lead: lead",
                {
                    "approval": "nothing_to_undo",
                    "posted: approved": "-> approval",
                    REST: "request_not_found",
                },
            ),
        ),
    ),
)


# ---------- kept codes ----------


def kept(store: Store) -> KeptCode:
    return KeptCode.objects.select_related("count").get(count=posted(store))


def settled(store: Store) -> KeptCode:
    row = kept(store)
    settle_code(**(a_code(store, row.count) or {}), actor=store.priya, at=LATER)
    return row


walk(
    "counts.KeptCode.status",
    world=make_store,
    at=AT,
    samples={"open": kept, "settled": settled},
    acts=(
        Act(
            "settle",
            settle_code,
            in_part(a_code),
            REVIEWERS,
            {"open": "-> settled", "settled": "code_settled"},
            NOT_REVIEWER,
        ),
    ),
)
