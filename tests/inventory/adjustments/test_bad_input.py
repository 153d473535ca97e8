"""Whatever is sent to an adjustment is answered: taken whole, or refused with a sentence; never an error page."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from inventory.adjustments.errors import AmountUnfit, BandUnfit, StateNotOfReason
from inventory.adjustments.models import AdjustmentScan, Reason
from inventory.adjustments.services import (
    add_pieces,
    cancel_adjustment,
    change_adjustment,
    create_reason,
    save_reason,
    undo_adjustment,
)
from inventory.adjustments.services.draft import note_unknown_code, set_line
from kernel.clock import now
from kernel.errors import refusal
from tests.factories import NOON
from tests.inventory.adjustments.shelf import again
from tests.inventory.intake.calls import make_token

HUGE = "9" * 5_000
TEXTS = [
    "", " ", "\0", "a\0b", "\ud800", "²", "NaN", "Infinity", "-1", "\x1b[31m", "\u202e", "x" * 9_000,
    HUGE, "{}", "'; --",
]  # fmt: skip
NUMBERS = [
    -1, 10**30, 2**63, float("nan"), float("inf"), True, "²", "3", "", None, 1.5, Decimal("NaN"), [],
]  # fmt: skip
QUANTITIES = ["", " ", "-1", "²", "NaN", "Infinity", "1e3", "0x10", "1.5", HUGE, "\ud800", "\0"]


def refusal_of(command, **asked) -> str:
    """The sentence it was refused with; "" when it was taken."""
    error = refusal(command, **asked)
    return error.sentence if error else ""


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_is_refused(shelf, number):
    draft = shelf.draft()
    usual = {"adjustment_id": draft.pk, "sku": shelf.mug, "state": "available", "at": NOON}

    with pytest.raises(AmountUnfit):
        set_line(**usual, quantity=number, actor=shelf.jo)
    if number != -1:  # which takes a scan back
        with pytest.raises(AmountUnfit):
            add_pieces(**usual, quantity=number, actor=shelf.jo)
    with pytest.raises(AmountUnfit):
        shelf.draft("lost-in-store", (shelf.mug, "", number))

    assert draft.lines.get().quantity == 2


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_kept_as_far_as_it_can_be(shelf, text):
    draft = shelf.draft(note_text=text)
    usual = {"adjustment_id": draft.pk, "actor": shelf.jo, "at": NOON}

    change_adjustment(**usual, reason=shelf.reason("lost-in-store"), note_text=text)
    note_unknown_code(**usual, key=uuid4(), code=text, quantity=1)
    refused = refusal_of(cancel_adjustment, **usual, reason=text)

    assert bool(refused) == (not text.strip())
    kept = again(draft)
    assert "\0" not in kept.note + AdjustmentScan.objects.get().code
    assert len(kept.note) <= 500


@pytest.mark.parametrize("text", TEXTS)
def test_a_state_and_a_reason_to_undo_are_answered(shelf, text):
    posted = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 1)))
    assert again(posted).status == "posted"
    usual = {"actor": shelf.jo, "at": NOON}

    with pytest.raises(StateNotOfReason) as refused:
        set_line(
            adjustment_id=shelf.draft().pk, sku=shelf.mug, state=text or "-", quantity=1, **usual
        )
    undone = refusal_of(undo_adjustment, adjustment_id=posted.pk, reason=text, **usual)

    assert refused.value.sentence
    assert bool(undone) == (not text.strip())


@pytest.mark.parametrize("text", TEXTS)
def test_a_reason_code_is_kept_or_refused(shelf, text):
    facts = {
        "effect": "write_off", "states": ["damaged"], "needs_note": False, "needs_photo": False,
        "band": Decimal(1), "actor": shelf.ada, "at": NOON,
    }  # fmt: skip

    refused = [
        refusal_of(create_reason, code=text, label="Broken", **facts),
        refusal_of(create_reason, code="made-here", label=text, **facts),
        refusal_of(create_reason, code="of-a-state", label="Broken", **facts | {"states": [text]}),
    ]

    assert refused[2]
    assert "\0" not in "".join(Reason.objects.values_list("label", flat=True))


@pytest.mark.parametrize("band", ["NaN", "Infinity", "-Infinity", "-0.01", "1e30"])
def test_a_limit_that_is_no_amount_is_refused(shelf, band):
    code = Reason.objects.values_list("code", flat=True).first()
    reason = shelf.reason(code)

    with pytest.raises(BandUnfit):
        save_reason(
            code=code, label="Lost", effect=reason.effect, states=reason.states, needs_note=False,
            needs_photo=False, band=Decimal(band), is_active=True, actor=shelf.ada, at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize("value", [*QUANTITIES, "\u0663"])
def test_the_screens_answer_every_field(shelf, value):
    """A version, a quantity, a reason, a code, as a form can send them; a surrogate arrives as a mark."""
    draft, client = shelf.draft(), Client(raise_request_exception=True)
    client.force_login(shelf.jo)
    value = value.encode("utf-8", "replace").decode()
    line = {"sku": "MUG", "state": "available", "quantity": "3", "version": ""}

    answers = [
        client.post(
            reverse("inventory:adjustment-line", args=[draft.reference]), {**line, name: value}
        )
        for name in line
    ]
    for verb in ("submit", "cancel", "undo", "post", "change"):
        url = reverse(f"inventory:adjustment-{verb}", args=[draft.reference])
        answers.append(client.post(url, {"version": value, "reason": value, "note_text": value}))

    assert {answer.status_code for answer in answers} <= {200, 302, 403, 409, 422}


@pytest.mark.parametrize("code", TEXTS)
def test_a_scan_is_answered(shelf, code):
    draft, client = shelf.draft(), Client()
    client.force_login(shelf.jo)
    scan = {"id": str(uuid4()), "code": code, "quantity": 1, "at": now().isoformat()}

    answer = client.post(
        reverse("inventory:adjustment-scans", args=[draft.reference]),
        json.dumps({"scans": [scan]}),
        content_type="application/json",
    )

    assert answer.status_code in {200, 422}
    assert answer.json()


@pytest.mark.parametrize("value", [*TEXTS, *NUMBERS])
def test_the_api_answers_every_field(shelf, value):
    """Also what is no JSON at all: NaN and Infinity are told so."""
    draft = shelf.draft()
    token = make_token(source="erp", scopes=("adjustments:write",), place=shelf.network)
    line = {"sku": "MUG", "quantity": 1, "state": "available"}
    made = {"location": "camden", "reason": "lost-in-store", "note": "", "lines": [line]}
    bodies = [("", made | {name: value}) for name in made]
    bodies += [("", made | {"lines": [line | {name: value}]}) for name in line]
    bodies += [(f"/{draft.reference}/lines/set", line | {name: value}) for name in line]
    bodies += [(f"/{draft.reference}/change", {"note": value})]
    bodies += [(f"/{draft.reference}/cancel", {"reason": value})]

    answers = [
        Client().post(
            f"/api/v1/adjustments{path}",
            json.dumps(body, default=str),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        for path, body in bodies
    ]

    for answer, (path, body) in zip(answers, bodies, strict=True):
        assert answer.status_code in {200, 201, 400, 404, 409, 422}, (path, body, answer.content)
        assert answer.status_code < 400 or answer.json()["code"]
