"""Every status of a count, every role, every command: done or refused, and then nothing is written."""

import pytest

from accounts.roles import ROLES
from inventory.counts.errors import (
    CountChanged,
    CountingNotAllowed,
    CountIsOver,
    CountNotCancellable,
    CountNotInReview,
    PartAlreadyPosted,
    PartFinished,
    PartNotFinished,
    PlanningNotAllowed,
    RecountMissing,
    ReviewNotAllowed,
)
from inventory.counts.models import Count, CountLine
from inventory.counts.services import (
    approve_lines,
    ask_recount,
    cancel_count,
    correct_part,
    finish_part,
    keep_books,
    start_session,
)
from kernel.errors import DomainError
from tests.factories import NOON, make_person
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    counted,
    line_of,
    part_of,
    plan,
    scan,
)

LATER = NOON + 90 * MINUTE
REFUSALS = (
    CountChanged, CountingNotAllowed, CountIsOver, CountNotCancellable, CountNotInReview,
    PartAlreadyPosted, PartFinished, PartNotFinished, PlanningNotAllowed, RecountMissing,
    ReviewNotAllowed,
)  # fmt: skip


def planned(store):
    return plan(store)


def counting(store):
    count = plan(store)
    count_of(count, scan(), by=store.jo)
    return again(count)


def review(store):
    store.happens("receipt", "MUG", 30)
    return counted(store, scan(quantity=3))


def recount(store):
    count = review(store)
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=LATER
    )
    return again(count)


def posted(store):
    return counted(store, scan(), scan("999"))


def closed(store):
    return counted(store, scan())


def cancelled(store):
    count = plan(store)
    cancel_count(reference=count.reference, reason="No", version=None, actor=store.priya, at=LATER)
    return again(count)


STATES = [planned, counting, review, recount, posted, closed, cancelled]


def commands(count, actor):
    """Each command as this person would give it, seeing the newest state."""
    lines = list(count.lines.values_list("pk", flat=True))
    common = {"reference": count.reference, "version": count.version, "actor": actor, "at": LATER}
    part = {"part_id": part_of(count).pk, "actor": actor, "at": LATER}
    return {
        "start": (start_session, part),
        "finish": (finish_part, part | {"is_complete": True, "version": None}),
        "correct": (correct_part, part),
        "cancel": (cancel_count, common | {"reason": "Because"}),
        "recount": (ask_recount, common | {"line_ids": lines}),
        "approve": (approve_lines, common | {"line_ids": lines}),
        "keep": (keep_books, common | {"line_ids": lines, "reason": "Because"}),
    }


MAY = {
    "start": {"store staff", "store manager", "warehouse"},
    "finish": {"store staff", "store manager", "warehouse"},
    "correct": {"store staff", "store manager", "warehouse"},
    "cancel": {"store manager", "ops lead", "admin"},
    "recount": {"store manager", "ops lead"},
    "approve": {"store manager", "ops lead"},
    "keep": {"store manager", "ops lead"},
}
WHEN = {
    "start": {"planned", "counting"},
    "finish": {"planned", "counting"},
    "correct": {"review"},
    "cancel": {"planned", "counting", "review", "recount"},
    "recount": {"review"},
    # A first count that differs must be counted again before anybody approves it.
    "approve": set(),
    "keep": {"review"},
}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_command_is_done_or_refused_with_nothing_written(store, state, role):
    count = state(store)
    nora = make_person("Nora", role=role, scope=store.network)
    before = shape(count)
    for name, (command, facts) in commands(count, nora).items():
        allowed = role in MAY[name] and state.__name__ in WHEN[name]
        if allowed:
            continue
        with pytest.raises(DomainError) as refused:
            command(**facts)
        assert isinstance(refused.value, REFUSALS), (name, refused.value)
        assert refused.value.sentence.endswith(".")

    assert shape(again(count)) == before


@pytest.mark.parametrize("name", [name for name in WHEN if WHEN[name]])
def test_a_command_is_done_by_each_role_that_may(store, name):
    states = {state.__name__: state for state in STATES}
    role = sorted(MAY[name])[0]
    count = states[sorted(WHEN[name])[0]](store)
    nora = make_person("Nora", role=role, scope=store.network)

    command, facts = commands(count, nora)[name]
    command(**facts)

    assert (
        shape(again(count)) != shape(count) or count.parts.filter(sessions__counter=nora).exists()
    )


@pytest.mark.parametrize("status", [*Count.Status, *CountLine.Status], ids=str)
def test_every_status_says_what_it_waits_for(status):
    assert status.label
    assert status.waits_for


def shape(count):
    lines = sorted(count.lines.values_list("pk", "status", "round"))
    parts = sorted(count.parts.values_list("pk", "status", "version"))
    return count.status, count.version, lines, parts
