"""While some lines of a count wait for approval, the others go on; the request stays open to decide."""

import pytest

from approvals.drafts import AskedStep, Draft
from approvals.errors import AlreadyAsked
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import undo_decision
from approvals.services.asking import withdraw_own_request
from inventory.counts.errors import LinesAsked, PartAlreadyPosted
from inventory.counts.models import Count, CountPart, KeptCode
from inventory.counts.services import (
    Shelf,
    approve_lines,
    ask_recount,
    cancel_count,
    correct_part,
    keep_books,
    settle_code,
    take_scans,
)
from inventory.counts.services.asking import KIND
from tests.approvals.policies import in_force
from tests.factories import NOON, make_person
from tests.inventory.counts.test_ask_approval import vote
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)

LATER = NOON + 60 * MINUTE


@pytest.fixture
def lena(store):
    return make_person("Lena", role="ops lead", scope=store.network)


def counted_twice(store, *scans) -> Count:
    """Jo and Sam found the same on two shelves: mugs, then lamps."""
    for sku in ("MUG", "LAMP"):
        store.happens("receipt", sku, 30)
    count = plan(store, Shelf("Mugs", ["MUG"]), Shelf("Lamps", ["LAMP"]))
    count_of(count, scan(quantity=20), *scans, by=store.jo)
    count_of(count, scan("LAMP", quantity=10), by=store.jo, number=2)
    finish(count, store.jo, number=2)
    finish(count, store.jo)
    recount(store, count, None, 20)
    return recounted_by(store, count, store.sam, minute=40)


def recount(store, count, lines, minute) -> Count:
    return ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya,
        at=NOON + minute * MINUTE,
    )  # fmt: skip


def recounted_by(store, count, person, *, minute: float, mugs: int = 20, lamps: int = 10) -> Count:
    part = CountPart.objects.filter(count=count).order_by("-number")[0]
    listed = set(part.listed.values_list("sku__code", flat=True))
    found = {"MUG": mugs, "LAMP": lamps}
    scans = [scan(code, quantity=found[code], minute=minute) for code in listed]
    count_of(count, *scans, by=person, number=part.number, minute=minute + 1)
    return finish(count, person, number=part.number, minute=minute + 2)


def asked_about_mugs(store, *scans) -> Count:
    """Priya approves the mugs, and a policy wants the ops lead as well; the lamps are still to review."""
    draft = Draft(currency="GBP", steps=(AskedStep("ops lead", "location", due_hours="4"),))
    in_force(store, draft, kind=KIND, name="Counts", place=store.network)
    count = counted_twice(store, *scans)
    ids = [line_of(count).pk]
    approve_lines(
        reference=count.reference, line_ids=ids, version=None, actor=store.priya, at=LATER
    )
    return again(count)


@pytest.fixture
def count(store, lena) -> Count:
    return asked_about_mugs(store)


def request_of(count) -> ApprovalRequest:
    found = open_request_of(KIND, count.pk)
    assert found is not None
    return found


def keeps_books(store, count, sku="LAMP") -> Count:
    return keep_books(
        reference=count.reference, line_ids=[line_of(count, sku).pk], reason="Later", version=None,
        actor=store.priya, at=LATER,
    )  # fmt: skip


def statuses(count) -> dict[str, str]:
    return dict(count.lines.values_list("sku__code", "status"))


def test_books_kept_for_another_line_leave_it_open(store, count, lena):
    keeps_books(store, count)

    assert again(count).status == Count.Status.APPROVAL
    vote(request_of(count), lena)
    assert statuses(count) == {"MUG": "posted", "LAMP": "dropped"}
    assert (again(count).status, store.shelf("MUG")) == ("closed", 20)


def test_a_recount_of_another_line_leaves_it_open(store, count, lena):
    recount(store, count, [line_of(count, "LAMP").pk], 61)

    vote(request_of(count), lena)

    assert statuses(count) == {"MUG": "posted", "LAMP": "recount"}
    assert again(count).status == Count.Status.RECOUNT


def test_when_the_recount_of_the_others_agrees_the_count_waits_for_approval(store, count, lena):
    recount(store, count, [line_of(count, "LAMP").pk], 61)

    recounted_by(store, count, store.wren, minute=70, lamps=30)

    assert statuses(count) == {"MUG": "approval", "LAMP": "posted"}
    assert again(count).status == Count.Status.APPROVAL
    vote(request_of(count), lena)
    assert again(count).status == Count.Status.CLOSED


def test_a_rejection_while_others_are_counted_again_brings_its_lines_back(store, count, lena):
    recount(store, count, [line_of(count, "LAMP").pk], 61)

    vote(request_of(count), lena, "reject", code="other", reason="Look again")

    assert statuses(count) == {"MUG": "review", "LAMP": "recount"}
    count = recounted_by(store, count, store.wren, minute=70, lamps=10)
    assert (count.status, statuses(count)["LAMP"]) == ("review", "review")


def test_a_rejection_is_taken_back_while_others_are_counted_again(store, count, lena):
    recount(store, count, [line_of(count, "LAMP").pk], 61)
    request = vote(request_of(count), lena, "reject", code="other", reason="Look again")

    undo_decision(request_id=request.pk, actor=lena, at=LATER)

    vote(request_of(count), lena)
    assert statuses(count) == {"MUG": "posted", "LAMP": "recount"}


def test_a_settled_code_leaves_it_open(store, lena):
    count = asked_about_mugs(store, scan("999"))
    kept = KeptCode.objects.get()

    settle_code(
        reference=count.reference, kept_id=kept.pk, note="A sample", actor=store.priya, at=LATER
    )

    vote(request_of(count), lena)
    assert statuses(count)["MUG"] == "posted"


def test_a_late_scan_leaves_it_open(store, count, lena):
    late = scan(minute=70)
    take_scans(part_id=part_of(count).pk, scans=[late], actor=store.jo, at=NOON + 71 * MINUTE)

    vote(request_of(count), lena)

    assert (statuses(count)["MUG"], store.shelf("MUG")) == ("posted", 20)
    assert KeptCode.objects.get().why == "late"


@pytest.mark.parametrize("act", [recount, keeps_books])
def test_a_line_that_was_asked_is_neither_counted_again_nor_dropped(store, count, lena, act):
    with pytest.raises(LinesAsked, match="MUG wait for approval"):
        act(store, count, *([[line_of(count).pk], 61] if act is recount else ["MUG"]))

    vote(request_of(count), lena)
    assert statuses(count) == {"MUG": "posted", "LAMP": "review"}


def test_its_shelf_is_not_opened_again(store, count, lena):
    number = CountPart.objects.filter(count=count).order_by("-number")[0].number

    with pytest.raises(PartAlreadyPosted):
        correct_part(part_id=part_of(count, number).pk, actor=store.sam, at=LATER)

    vote(request_of(count), lena)
    assert statuses(count)["MUG"] == "posted"


def test_another_question_waits_for_the_answer_of_this_one(store, count, lena):
    ids = [line_of(count, "LAMP").pk]

    with pytest.raises(AlreadyAsked):
        approve_lines(
            reference=count.reference, line_ids=ids, version=None, actor=store.priya, at=LATER
        )

    vote(request_of(count), lena)
    approve_lines(
        reference=count.reference, line_ids=ids, version=None, actor=store.priya, at=LATER
    )
    vote(request_of(count), lena)
    assert statuses(count) == {"MUG": "posted", "LAMP": "posted"}


def test_withdrawn_it_is_counted_again_and_asked_again(store, count, lena):
    request = request_of(count)
    withdraw_own_request(request_id=request.pk, reason="More", actor=store.priya, at=LATER)
    keeps_books(store, count)
    recount(store, count, [line_of(count).pk], 61)
    count = recounted_by(store, count, store.wren, minute=70, mugs=25)

    approve_lines(
        reference=count.reference, line_ids=None, version=None, actor=store.priya,
        at=NOON + 80 * MINUTE,
    )  # fmt: skip

    assert [line.quantity for line in request_of(count).lines.all()] == [5]
    vote(request_of(count), lena, at=NOON + 90 * MINUTE)
    assert store.shelf("MUG") == 25


def test_a_cancelled_count_withdraws_it(store, count):
    cancel_count(
        reference=count.reference, reason="Fire drill", version=None, actor=store.priya, at=LATER
    )

    request = ApprovalRequest.objects.get()
    assert (request.status, request.closing_note) == ("withdrawn", "Fire drill")
    assert statuses(count) == {"MUG": "dropped", "LAMP": "dropped"}
    assert (again(count).status, store.shelf("MUG")) == ("cancelled", 30)
