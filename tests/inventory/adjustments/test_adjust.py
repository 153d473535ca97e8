"""An adjustment..."""

import pytest

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import AuthorDecides
from approvals.models import PolicyVersion
from approvals.services import undo_decision
from inventory.adjustments.defaults import KIND, REASONS
from inventory.adjustments.errors import (
    AdjustingNotAllowed,
    AdjustmentChangedMeanwhile,
    AdjustmentEnded,
    AdjustmentNotDraft,
    AdjustmentNotPosted,
    AdjustmentOutsideScope,
    AdjustmentUnknown,
    AmountUnfit,
    KitNotAdjusted,
    LineTwice,
    NoteMissing,
    NotEnoughToAdjust,
    NothingToAdjust,
    PhotoMissing,
    ReasonNotActive,
    SkuNotHere,
    StateNotOfReason,
    UndoTakesAnApprover,
    WhyMissing,
)
from inventory.adjustments.models import Adjustment, Reason
from inventory.adjustments.models.reason import STATES_OF
from inventory.adjustments.services import (
    add_pieces,
    cancel_adjustment,
    change_adjustment,
    post_adjustment,
    set_line,
    undo_adjustment,
)
from inventory.ledger.errors import InsufficientStock
from tests.approvals.policies import in_force
from tests.factories import NOON, make_person
from tests.inventory.adjustments.shelf import again, cell
from tests.inventory.ledger.shop import make_sku
from tests.trail import audit_actions

Status = Adjustment.Status


def ended(command, adjustment, actor, **more):
    return command(adjustment_id=adjustment.pk, actor=actor, at=NOON, **more)


def test_within_the_band_is_posted_at_once(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 2)))

    assert adjustment.status == Status.POSTED
    assert cell(shelf.mug, shelf.camden) == {"available": 18}
    assert [action.split(".")[-1] for action in audit_actions(adjustment)] == [
        "created", "submitted", "approved", "posted",
    ]  # fmt: skip


def test_above_the_band_waits_for_the_manager(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    assert adjustment.status == Status.SUBMITTED
    assert cell(shelf.mug, shelf.camden) == {"available": 20}

    shelf.decide(adjustment)

    assert again(adjustment).status == Status.POSTED
    assert cell(shelf.mug, shelf.camden) == {"available": 9}


def test_of_unknown_value_waits_too(shelf):
    shelf.stock(5, shelf.lamp, "lamps")

    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.lamp, "", 1)))

    assert (adjustment.status, adjustment.value) == (Status.SUBMITTED, None)


def test_is_posted_with_the_lower_quantities_of_the_decision(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    line = adjustment.lines.get()

    shelf.decide(adjustment, lines={line.key: 4})

    assert cell(shelf.mug, shelf.camden) == {"available": 16}
    assert (adjustment.lines.get().quantity, adjustment.lines.get().approved) == (11, 4)


def test_rejected_leaves_the_books_alone(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))

    shelf.decide(adjustment, "reject")

    assert again(adjustment).status == Status.REJECTED
    assert cell(shelf.mug, shelf.camden) == {"available": 20}


def test_approved_without_the_stock_is_held_and_says_why(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    shelf.sell(15)

    shelf.decide(adjustment)

    held = again(adjustment)
    assert held.status == Status.APPROVED
    assert held.held_because.startswith("Only 5 of MUG")
    assert cell(shelf.mug, shelf.camden) == {"available": 5}
    assert audit_actions(adjustment)[-1] == "inventory.adjustment.held"


def test_held_can_be_posted_when_the_stock_is_back(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    shelf.sell(15)
    shelf.decide(adjustment)
    with pytest.raises(InsufficientStock):
        ended(post_adjustment, adjustment, shelf.jo)
    shelf.stock(10, key="again")

    ended(post_adjustment, adjustment, shelf.jo)

    assert again(adjustment).status == Status.POSTED
    assert cell(shelf.mug, shelf.camden) == {"available": 4}


def test_is_taken_back_by_opposite_rows(shelf):
    adjustment = shelf.submit(shelf.draft("broken-in-store", (shelf.mug, "", 3)))
    assert cell(shelf.mug, shelf.camden) == {"available": 17, "damaged": 3}

    ended(undo_adjustment, adjustment, shelf.jo, reason="Not broken")

    assert again(adjustment).status == Status.UNDONE
    assert cell(shelf.mug, shelf.camden) == {"available": 20}


def test_waits_again_when_its_approval_is_taken_back(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    request = shelf.decide(adjustment)

    undo_decision(request_id=request.pk, actor=shelf.priya, at=NOON)
    assert again(adjustment).status == Status.SUBMITTED
    assert cell(shelf.mug, shelf.camden) == {"available": 20}

    shelf.decide(adjustment)
    assert cell(shelf.mug, shelf.camden) == {"available": 9}


def test_is_cancelled_with_its_request(shelf):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    request = shelf.request(adjustment)

    ended(cancel_adjustment, adjustment, shelf.jo, reason="Found it")

    request = type(request).objects.get(pk=request.pk)
    assert (again(adjustment).status, request.status) == (Status.CANCELLED, "withdrawn")


@pytest.mark.parametrize("row", REASONS, ids=lambda row: row[0])
def test_posts_by_every_reason(shelf, row):
    """Whatever the table of reasons says, the ledger takes: from each of its states."""
    code, _label, effect, states, *_rest = row
    assert set(states.split()) <= set(STATES_OF[effect])
    for number, state in enumerate(states.split()):
        if effect != "found" and state != "available":
            found = shelf.draft("found-in-store", (shelf.mug, "", 1))
            Reason.objects.filter(code="found-in-store").update(states=["available", state])
            found.lines.update(state=state)
            shelf.submit(again(found))
        Reason.objects.filter(code=code).update(band=10**6, needs_photo=False)
        draft = shelf.draft(code, (shelf.mug, state, 1), note_text=f"Note {number}")
        assert shelf.submit(draft).status == Status.POSTED


def test_needs_the_right_and_the_place(shelf):
    finn = make_person("Finn", role="finance", scope=shelf.network)

    with pytest.raises(AdjustingNotAllowed):
        shelf.draft(actor=finn)
    with pytest.raises(AdjustmentOutsideScope):
        shelf.draft(location=shelf.york)

    assert not Adjustment.objects.exists()


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (("mug", "", 0), AmountUnfit),
        (("mug", "", -1), AmountUnfit),
        (("mug", "", 1_000_000_001), AmountUnfit),
        (("mug", "", 1.5), AmountUnfit),
        (("mug", "reserved", 1), StateNotOfReason),
        (("foreign", "", 1), SkuNotHere),
    ],
)
def test_refuses_an_unfit_line(shelf, line, refusal):
    with pytest.raises(refusal):
        shelf.draft("lost-in-store", (getattr(shelf, line[0]), *line[1:]))

    assert not Adjustment.objects.exists()


def test_refuses_kits_doubles_and_unused_reasons(shelf):
    kit = make_sku("SET", network=shelf.network, kind="kit")
    with pytest.raises(KitNotAdjusted):
        shelf.draft("lost-in-store", (kit, "", 1))
    with pytest.raises(LineTwice):
        shelf.draft("lost-in-store", (shelf.mug, "", 1), (shelf.mug, "available", 1))
    Reason.objects.filter(code="lost-in-store").update(is_active=False)
    with pytest.raises(ReasonNotActive):
        shelf.draft("lost-in-store")


def test_is_not_submitted_without_lines_note_photo_or_stock(shelf):
    empty = shelf.draft("lost-in-store")
    empty.lines.all().delete()
    for draft, refusal in (
        (empty, NothingToAdjust),
        (shelf.draft("theft-known"), NoteMissing),
        (shelf.draft("damaged-in-delivery"), PhotoMissing),
        (shelf.draft("lost-in-store", (shelf.mug, "", 21)), NotEnoughToAdjust),
    ):
        with pytest.raises(refusal):
            shelf.submit(draft)
        assert again(draft).status == Status.DRAFT

    assert cell(shelf.mug, shelf.camden) == {"available": 20}


def test_refuses_an_old_page_and_what_is_not_there(shelf):
    draft = shelf.draft()
    set_line(adjustment_id=draft.pk, sku=shelf.mug, state="available", quantity=3,
             actor=shelf.jo, at=NOON, version=1)  # fmt: skip

    with pytest.raises(AdjustmentChangedMeanwhile):
        shelf.submit(draft, version=1)
    with pytest.raises(AdjustmentUnknown):
        shelf.submit(Adjustment(pk=999))


def test_is_submitted_once(shelf):
    draft = shelf.draft()
    shelf.submit(draft)

    with pytest.raises(AdjustmentNotDraft):
        shelf.submit(draft)

    assert cell(shelf.mug, shelf.camden) == {"available": 18}


def test_refuses_to_end_what_has_ended(shelf):
    adjustment = shelf.submit(shelf.draft())

    with pytest.raises(AdjustmentEnded):
        ended(cancel_adjustment, adjustment, shelf.jo, reason="No")
    with pytest.raises(WhyMissing):
        ended(undo_adjustment, adjustment, shelf.jo, reason=" ")
    ended(undo_adjustment, adjustment, shelf.jo, reason="No")
    with pytest.raises(AdjustmentNotPosted):
        ended(undo_adjustment, adjustment, shelf.jo, reason="No")


def test_collects_scans(shelf):
    draft = shelf.draft()
    asked = {"adjustment_id": draft.pk, "sku": shelf.mug, "state": "available",
             "actor": shelf.jo, "at": NOON}  # fmt: skip

    assert add_pieces(quantity=12, **asked) == 14
    assert add_pieces(quantity=-20, **asked) == 0

    assert not draft.lines.exists()


def test_moves_lines_with_a_new_reason(shelf):
    draft = shelf.draft("lost-in-store", (shelf.mug, "damaged", 2), (shelf.mug, "available", 1))

    change_adjustment(adjustment_id=draft.pk, reason=shelf.reason("lost-in-warehouse"),
                      note_text="", actor=shelf.jo, at=NOON)  # fmt: skip
    change_adjustment(adjustment_id=draft.pk, reason=shelf.reason("broken-in-store"),
                      note_text="", actor=shelf.jo, at=NOON)  # fmt: skip

    assert [(line.state, line.quantity) for line in draft.lines.all()] == [("available", 3)]


def test_is_not_approved_by_whoever_drafted_or_changed_it(shelf):
    shelf.stock(500, key="more")
    drafted = shelf.draft("lost-in-store", (shelf.mug, "", 200), actor=shelf.priya)
    asked = shelf.submit(drafted, actor=shelf.jo)

    with pytest.raises(AuthorDecides):
        shelf.decide(asked, actor=shelf.priya)

    assert again(asked).status == "submitted"


def test_of_unknown_cost_is_asked_by_a_policy_about_its_value(shelf):
    over_500 = (AskedCondition("value", "over", "500"),)
    draft = Draft(currency="GBP", conditions=over_500, steps=(AskedStep("store manager", "at"),))
    PolicyVersion.objects.filter(policy__kind=KIND).update(effective_until=NOON)
    in_force(shelf, draft, kind=KIND, place=shelf.camden.place)
    shelf.stock(4_000, sku=shelf.lamp, key="lamps")

    asked = shelf.submit(shelf.draft("lost-in-store", (shelf.lamp, "", 4_000)))

    assert (asked.status, asked.value) == ("submitted", None)


def test_approved_by_a_person_is_undone_only_by_whose_role_decides(shelf):
    shelf.stock(500, key="more")
    asked = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 200)))
    shelf.decide(asked)
    undoing = {"adjustment_id": asked.pk, "reason": "Found again.", "at": NOON}

    with pytest.raises(UndoTakesAnApprover, match=asked.reference):
        undo_adjustment(**undoing, actor=shelf.jo)

    assert undo_adjustment(**undoing, actor=shelf.priya).status == "undone"
