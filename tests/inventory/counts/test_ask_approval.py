"""Where a policy is published, the differences of a count wait for whom it names."""

import pytest

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import decide, undo_decision
from inventory.counts.errors import CountInTheBooks, ReviewerCounted
from inventory.counts.models import Count, CountLine
from inventory.counts.services import approve_lines
from inventory.counts.services.asking import KIND
from tests.approvals.policies import in_force
from tests.factories import NOON, make_person
from tests.inventory.counts.test_review import recounted
from tests.inventory.counts.world import MINUTE, again, counted, line_of, scan

OVER_10 = AskedCondition("value", "over", "10")
LEAD = AskedStep("ops lead", "location", due_hours="4")
LATER = NOON + 60 * MINUTE


@pytest.fixture
def asked(store):
    """Priya approved six mugs too many; the policy wants an ops lead as well."""
    draft = Draft(currency="GBP", conditions=(OVER_10,), steps=(LEAD,))
    in_force(store, draft, kind=KIND, name="Counts over £10", place=store.network)
    store.happens("receipt", "MUG", 3)
    count = recounted(store, counted(store, scan(quantity=9)), 9)
    lines = list(count.lines.values_list("pk", flat=True))
    approve_lines(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=LATER
    )
    return again(count)


def vote(request: ApprovalRequest, actor, verdict="approve", **more):
    return decide(
        request_id=request.pk, verdict=verdict, lines={}, reason_code=more.get("code", ""),
        reason=more.get("reason", ""), version=request.version, actor=actor, at=LATER,
    )  # fmt: skip


def test_the_lines_wait_and_nothing_is_posted(store, asked):
    request = open_request_of(KIND, asked.pk)

    assert (asked.status, line_of(asked).status) == ("approval", "approval")
    assert (request.units, str(request.value)) == (6, "15.0000")
    assert store.shelf("MUG") == 3


def test_an_approval_posts_them(store, asked):
    lena = make_person("Lena", role="ops lead", scope=store.network)

    vote(open_request_of(KIND, asked.pk), lena)

    assert (line_of(asked).status, line_of(asked).decided_by) == (CountLine.Status.POSTED, lena)
    assert store.shelf("MUG") == 9
    assert again(asked).status == Count.Status.CLOSED


def test_a_rejection_brings_them_back_to_the_reviewer(store, asked):
    lena = make_person("Lena", role="ops lead", scope=store.network)

    vote(open_request_of(KIND, asked.pk), lena, "reject", code="other", reason="Look again")

    assert (again(asked).status, line_of(asked).status) == ("review", "review")
    assert store.shelf("MUG") == 3


def test_who_counted_a_line_does_not_approve_it(store, asked):
    sam = store.sam
    sam.groups.set(make_person("Lena", role="ops lead").groups.all())

    with pytest.raises(ReviewerCounted):
        vote(open_request_of(KIND, asked.pk), type(sam).objects.get(pk=sam.pk))

    assert open_request_of(KIND, asked.pk) is not None
    assert line_of(asked).status == CountLine.Status.APPROVAL


def test_what_is_in_the_books_is_not_taken_back(store, asked):
    lena = make_person("Lena", role="ops lead", scope=store.network)
    request = vote(open_request_of(KIND, asked.pk), lena)

    with pytest.raises(CountInTheBooks):
        undo_decision(request_id=request.pk, actor=lena, at=LATER)

    assert store.shelf("MUG") == 9
