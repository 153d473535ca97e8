"""Where a policy is published, the differences of a count wait for whom it names."""

import pytest
from django.contrib.auth.models import Group

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import AskerDecides
from approvals.models import ApprovalRequest, Decision
from approvals.queries import open_request_of
from approvals.queries.requests import decidable_by
from approvals.services import decide, undo_decision
from approvals.services.delegations import add_delegation
from exceptions.models import Case
from inventory.catalog.models import CostPrice
from inventory.counts.errors import CountedAgainSince, PersonAwayCounted, ReviewerCounted
from inventory.counts.models import Count, CountLine
from inventory.counts.services import approve_lines
from inventory.counts.services.asking import KIND
from inventory.ledger.errors import InsufficientStock
from tests.approvals.policies import in_force
from tests.factories import NOON, make_person
from tests.inventory.counts.test_review import recounted
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    counted,
    finish,
    line_of,
    plan,
    scan,
)
from tests.trail import audit_actions
from workbench.models import Notification

OVER_10 = AskedCondition("value", "over", "10")
LEAD = AskedStep("ops lead", "location", due_hours="4")
MANAGER = AskedStep("store manager", "location", due_hours="4")
LATER = NOON + 60 * MINUTE


def asked_by_priya(store, *steps):
    """Priya approved six mugs too many, counted by Jo and Sam; the policy wants others as well."""
    draft = Draft(currency="GBP", conditions=(OVER_10,), steps=steps)
    in_force(store, draft, kind=KIND, name="Counts over £10", place=store.network)
    store.happens("receipt", "MUG", 3)
    count = recounted(store, counted(store, scan(quantity=9)), 9)
    lines = list(count.lines.values_list("pk", flat=True))
    approve_lines(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=LATER
    )
    return again(count)


@pytest.fixture
def lena(store):
    return make_person("Lena", role="ops lead", scope=store.network)


@pytest.fixture
def mona(store):
    return make_person("Mona", role="store manager", scope=store.network)


@pytest.fixture
def asked(store, lena):
    return asked_by_priya(store, LEAD)


def with_role(person, role):
    """The same person, promoted since."""
    person.groups.add(Group.objects.get_or_create(name=role)[0])
    return type(person).objects.get(pk=person.pk)


def away(person, deputy):
    add_delegation(
        person=person, deputy=deputy, starts_at=NOON, ends_at=LATER + 600 * MINUTE, note="",
        actor=person, at=NOON,
    )  # fmt: skip


def vote(request: ApprovalRequest, actor, verdict="approve", **more):
    return decide(
        request_id=request.pk, verdict=verdict, lines={}, reason_code=more.get("code", ""),
        reason=more.get("reason", ""), version=request.version, actor=actor,
        at=more.get("at", LATER), on_behalf_of=more.get("on_behalf_of"),
    )  # fmt: skip


def test_the_lines_wait_and_nothing_is_posted(store, asked):
    request = open_request_of(KIND, asked.pk)

    assert (asked.status, line_of(asked).status) == ("approval", "approval")
    assert (request.units, request.value) == (6, 15)
    assert store.shelf("MUG") == 3


def test_an_approval_posts_them(store, asked, lena):
    vote(open_request_of(KIND, asked.pk), lena)

    assert (line_of(asked).status, line_of(asked).decided_by) == (CountLine.Status.POSTED, lena)
    assert store.shelf("MUG") == 9
    assert again(asked).status == Count.Status.CLOSED


def test_a_rejection_brings_them_back_to_the_reviewer(store, asked, lena):
    vote(open_request_of(KIND, asked.pk), lena, "reject", code="other", reason="Look again")

    assert (again(asked).status, line_of(asked).status) == ("review", "review")
    assert store.shelf("MUG") == 3


def test_who_counted_a_line_does_not_approve_it(store, asked):
    sam = with_role(store.sam, "ops lead")

    with pytest.raises(ReviewerCounted):
        vote(open_request_of(KIND, asked.pk), sam)

    assert not Decision.objects.exists()
    assert line_of(asked).status == CountLine.Status.APPROVAL


def test_who_counted_it_sees_why_beside_the_buttons(client, store, asked):
    client.force_login(with_role(store.sam, "ops lead"))

    page = client.get(f"/approvals/requests/{open_request_of(KIND, asked.pk).pk}/")

    assert "You counted MUG yourself" in page.content.decode()


def test_it_does_not_wait_for_who_counted_it(store, lena):
    sam = with_role(store.sam, "ops lead")

    count = asked_by_priya(store, LEAD)

    request = open_request_of(KIND, count.pk)
    told = Notification.objects.filter(text__startswith="Waiting for you")
    assert list(told.values_list("user", flat=True)) == [lena.pk]
    assert request in decidable_by(lena, LATER)
    assert request not in decidable_by(sam, LATER)


def test_where_only_who_counted_it_could_decide_those_who_set_policies_are_told(store):
    with_role(store.sam, "ops lead")
    make_person("Yves", role="ops lead", scope=store.york.place)

    asked_by_priya(store, LEAD)

    assert Notification.objects.filter(text__startswith="Too few people can decide").exists()


def test_a_counter_does_not_vote_on_a_step_before_the_last(store, lena, mona):
    count = asked_by_priya(store, LEAD, MANAGER)

    with pytest.raises(ReviewerCounted):
        vote(open_request_of(KIND, count.pk), with_role(store.jo, "ops lead"))

    assert not Decision.objects.exists()


def test_nobody_decides_for_somebody_who_counted_it(store, asked, mona):
    away(with_role(store.sam, "ops lead"), mona)

    with pytest.raises(PersonAwayCounted, match="Sam counted MUG"):
        vote(open_request_of(KIND, asked.pk), mona)

    assert not Decision.objects.exists()
    assert store.shelf("MUG") == 3


def test_who_counted_it_does_not_decide_for_somebody_else(store, asked, lena):
    sam = with_role(store.sam, "store manager")
    away(lena, sam)

    with pytest.raises(ReviewerCounted):
        vote(open_request_of(KIND, asked.pk), sam, on_behalf_of=lena)

    assert not Decision.objects.exists()


def test_the_reviewer_who_asked_does_not_decide_for_somebody_else(store, asked, lena):
    away(lena, store.priya)

    with pytest.raises(AskerDecides):
        vote(open_request_of(KIND, asked.pk), store.priya, on_behalf_of=lena)

    assert not Decision.objects.exists()


def test_what_was_posted_is_taken_back_and_asked_again(store, asked, lena):
    request = vote(open_request_of(KIND, asked.pk), lena)
    assert (store.shelf("MUG"), again(asked).status) == (9, "closed")

    undo_decision(request_id=request.pk, actor=lena, at=LATER)

    line = line_of(asked)
    assert (store.shelf("MUG"), line.status, line.event_id) == (3, "approval", None)
    assert (again(asked).status, again(asked).ended_at) == ("approval", None)
    assert Case.objects.filter(kind="count_variance", closed_at__isnull=True).count() == 1
    assert "inventory.count.lines_taken_back" in audit_actions(asked)


def test_what_was_taken_back_posts_when_it_is_approved_after_all(store, asked, lena):
    for _time in range(2):
        request = vote(open_request_of(KIND, asked.pk), lena)
        undo_decision(request_id=request.pk, actor=lena, at=LATER)

    vote(open_request_of(KIND, asked.pk), lena)

    line = line_of(asked)
    assert (store.shelf("MUG"), line.status, line.taken_back) == (9, "posted", 2)
    assert again(asked).status == "closed"
    assert line.event.key == f"{asked.reference}/count/2/MUG/3"


def test_what_was_counted_again_since_is_not_taken_back(store, asked, lena):
    request = vote(open_request_of(KIND, asked.pk), lena)
    later = plan(store, at=LATER)
    count_of(later, scan(quantity=9, minute=70), by=store.jo, minute=70)
    finish(later, store.jo, minute=75)

    with pytest.raises(CountedAgainSince) as refused:
        undo_decision(request_id=request.pk, actor=lena, at=NOON + 80 * MINUTE)

    assert "MUG was counted again since" in refused.value.sentence
    assert (store.shelf("MUG"), line_of(asked).status) == (9, "posted")


def test_what_is_sold_already_is_not_taken_back(store, asked, lena):
    request = vote(open_request_of(KIND, asked.pk), lena)
    store.happens("sale", "MUG", 8, minute=50)

    with pytest.raises(InsufficientStock):
        undo_decision(request_id=request.pk, actor=lena, at=LATER)

    assert (store.shelf("MUG"), line_of(asked).status) == (1, "posted")


def test_a_cost_nobody_knows_is_asked_whatever_the_rest_is_worth(store, lena):
    CostPrice.objects.filter(sku=store.skus["MUG"]).delete()

    count = asked_by_priya(store, LEAD)

    assert count.status == "approval"
    assert not open_request_of(KIND, count.pk).facts.filter(fact="value").exists()
