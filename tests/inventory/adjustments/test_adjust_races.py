"""An adjustment that two want something of at once, on real connections..."""

from functools import partial

from approvals.errors import RequestDecided
from approvals.services import withdraw_own_request
from inventory.adjustments.errors import AdjustmentEnded, AdjustmentNotDraft
from inventory.adjustments.models import Adjustment
from inventory.adjustments.services import add_pieces, cancel_adjustment
from tests.factories import NOON
from tests.inventory.adjustments.shelf import again, cell
from tests.inventory.adjustments.test_api_decisions import send
from tests.inventory.intake.calls import make_token
from tests.inventory.ledger.racing import behind, together


def errors_of(answers):
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def test_is_submitted_by_one_of_two(real_shelf):
    shelf = real_shelf
    draft = shelf.draft("lost-in-store", (shelf.mug, "", 11))

    answers = together(*[partial(shelf.submit, draft)] * 2)

    assert errors_of(answers) == [AdjustmentNotDraft]


def test_is_approved_or_cancelled(real_shelf):
    shelf = real_shelf
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    cancel = partial(
        cancel_adjustment, adjustment_id=adjustment.pk, reason="No", actor=shelf.jo, at=NOON
    )

    answers = together(partial(shelf.decide, adjustment), cancel)

    assert len(errors_of(answers)) == 1
    if again(adjustment).status == Adjustment.Status.POSTED:
        assert errors_of(answers) == [AdjustmentEnded]
        assert cell(shelf.mug, shelf.camden) == {"available": 9}
    else:
        assert errors_of(answers)[0] is not RequestDecided
        assert cell(shelf.mug, shelf.camden) == {"available": 20}


def test_adds_up_the_scans_of_two_people(real_shelf):
    shelf = real_shelf
    draft = shelf.draft()
    scan = partial(add_pieces, adjustment_id=draft.pk, sku=shelf.mug, state="available",
                   quantity=1, actor=shelf.jo, at=NOON)  # fmt: skip

    together(*[scan] * 8)

    assert draft.lines.get().quantity == 10


def test_is_not_decided_by_a_client_that_saw_another(real_shelf):
    """It is withdrawn and asked anew while the vote of the client waits."""
    shelf = real_shelf
    asked = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    token = make_token(source="erp", scopes=("adjustments:approve",), place=shelf.network)
    seen, body = again(asked).version, {"on_behalf_of": shelf.priya.email}

    def asks_anew():
        request = shelf.request(asked)
        withdraw_own_request(request_id=request.pk, reason="", actor=shelf.jo, at=NOON)
        shelf.submit(again(asked))

    answer = behind(asks_anew, lambda: send(token, asked, "approve", body, version=seen))

    assert (answer.status_code, answer.json()["code"]) == (409, "adjustment_changed_meanwhile")
    assert again(asked).status == "submitted"
    assert cell(shelf.mug, shelf.camden) == {"available": 20}
