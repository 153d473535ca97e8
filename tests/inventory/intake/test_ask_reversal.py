"""Asking for the reversal of an event puts it to an approver; approved, it is posted once..."""

from functools import partial

import pytest

from approvals.errors import AskerDecides, RequestDecided, SubjectChanged
from approvals.models import ApprovalRequest
from approvals.services import undo_decision, withdraw_own_request
from exceptions.models import Playbook, PlaybookStep, StepDone
from exceptions.services.playbooks import do_step
from inventory.intake import errors
from inventory.intake.models import Reversal
from inventory.intake.services import ask_reversal, withdraw_overtaken
from inventory.ledger.commands import post_commands
from inventory.ledger.models import Event, Source
from tests.api import Api, said
from tests.exceptions.rules_world import make_case
from tests.factories import NOON, make_person
from tests.inventory.intake.reversals import again, make_desk
from tests.inventory.intake.screens import browser, sign_in, text_of
from tests.inventory.intake.world import MINUTE, event, reversal, tell
from tests.inventory.ledger.racing import together
from tests.trail import audit_actions

LATER = NOON + 5 * MINUTE


@pytest.fixture
def desk(world):
    return make_desk(world)


@pytest.fixture
def real_desk(transactional_world):
    return make_desk(transactional_world)


def test_posts_the_reversal_once_it_is_approved(desk):
    row = desk.ask()
    before = desk.world.stock()

    desk.decide(row)

    row = again(row)
    assert (before, desk.world.stock(), row.status) == (7, 10, "reversed")
    assert row.posted.reverses_id == desk.sale.pk
    assert audit_actions(row) == ["inventory.reversal.asked", "inventory.reversal.reversed"]


def test_tells_those_who_decide_what_it_is_about(desk):
    request = desk.request(desk.ask())

    facts = dict(request.facts.values_list("fact", "whole"))
    assert (facts["units"], facts["age_days"], request.units) == (3, 0, 3)
    assert request.facts.get(fact="event_type").text == "sale"
    assert request.title == "Reverse sale sale"


def test_nobody_decides_on_their_own(desk):
    row = desk.ask(actor=desk.lena)

    with pytest.raises(AskerDecides):
        desk.decide(row)

    assert again(row).status == "asked"


@pytest.mark.parametrize("verdict", ["reject", "send_back"])
def test_lets_the_event_stand_when_it_is_not_approved(desk, verdict):
    row = desk.ask()

    desk.decide(row, verdict)

    assert (again(row).status, desk.world.stock()) == ("refused", 7)
    assert desk.ask().status == "asked"


def test_takes_a_refusal_back_and_no_approval(desk):
    row = desk.ask()
    desk.decide(row, "reject")
    undo = partial(undo_decision, request_id=desk.request(row).pk, actor=desk.lena, at=LATER)

    undo()
    waits = again(row).status
    desk.decide(row)

    assert waits == "asked"
    with pytest.raises(errors.ReversalIsFinal):
        undo()
    assert (again(row).status, desk.world.stock()) == ("reversed", 10)


def test_is_withdrawn_by_whoever_asked(desk):
    row = desk.ask()

    withdraw_own_request(
        request_id=desk.request(row).pk, reason="It was right", actor=desk.omar, at=LATER
    )

    assert again(row).status == "withdrawn"


def test_is_withdrawn_when_the_event_was_reversed_meanwhile(desk):
    row = desk.ask()
    tell(desk.world.pos, reversal("void", "sale"))

    with pytest.raises(SubjectChanged):
        desk.decide(row)
    counts = [withdraw_overtaken(at=LATER), withdraw_overtaken(at=LATER)]

    request = desk.request(row)
    assert (counts, request.status, again(row).status) == ([1, 0], "withdrawn", "withdrawn")
    assert request.closing_note == "The event was reversed meanwhile."
    assert desk.world.stock() == 10


def own_receipt(desk):
    told = event("TR-1/in/1", reference="TR-1") | {"occurred_at": NOON.isoformat()}
    post_commands([told], actor=None, at=NOON)
    return Event.objects.get(source__code="plumbline")


def undone(desk):
    tell(desk.world.pos, reversal("void", "sale"))
    return desk.sale


def a_reversal(desk):
    undone(desk)
    return Event.objects.get(key="void")


def a_claim(desk):
    tell(desk.world.wms, event("claim", "snapshot", state="available"))
    return Event.objects.get(key="claim")


def asked_before(desk):
    desk.ask()
    return desk.sale


@pytest.mark.parametrize(
    ("about", "refusal"),
    [
        (a_reversal, errors.ReversalOfReversal),
        (undone, errors.EventReversed),
        (own_receipt, errors.EventOfDocument),
        (a_claim, errors.EventMovedNothing),
        (asked_before, errors.ReversalWaits),
    ],
)
def test_refuses_what_cannot_be_reversed(desk, about, refusal):
    shown = about(desk)
    before = Reversal.objects.count()

    with pytest.raises(refusal):
        desk.ask(event_id=shown.pk)

    assert (Reversal.objects.count(), ApprovalRequest.objects.count()) == (before, before)


def test_refuses_without_a_reason(desk):
    with pytest.raises(errors.ReasonMissing):
        desk.ask(reason=" ")


def test_refuses_other_roles_and_places(desk):
    store = desk.world.york.place
    cases = [
        ("store manager", desk.world.network, errors.ReversingNotAllowed),
        ("ops agent", store, errors.IntakeRowUnknown),
    ]

    for role, scope, refusal in cases:
        with pytest.raises(refusal):
            desk.ask(actor=make_person(f"Ann {role}", role=role, scope=scope))


def test_refuses_an_event_that_reaches_a_place_out_of_sight(desk):
    moved = event("way", "transfer_ship", to_location="YORK", quantity=1)
    tell(desk.world.wms, moved)
    camden = make_person("Cam", role="ops agent", scope=desk.world.camden.place)

    with pytest.raises(errors.EventOutsideScope):
        desk.ask(event_id=Event.objects.get(key="way").pk, actor=camden)


def test_is_asked_for_once_by_two_at_once(real_desk):
    answers = together(*[real_desk.ask] * 2)

    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert (refused, Reversal.objects.count()) == ([errors.ReversalWaits], 1)


def test_is_posted_once_by_two_who_approve_at_once(real_desk):
    row = real_desk.ask()
    second = make_person("Lou", role="ops lead", scope=real_desk.world.network)

    answers = together(partial(real_desk.decide, row), partial(real_desk.decide, row, actor=second))

    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert refused == [RequestDecided]
    assert Event.objects.filter(reverses=real_desk.sale).count() == 1


@pytest.fixture
def step(desk):
    case = make_case(desk.world.camden)
    case.playbook = Playbook.objects.get(key="below-zero")
    case.save(update_fields=["playbook"])
    found = PlaybookStep.objects.get(playbook=case.playbook, action="ask_reversal")
    return {"case_id": case.pk, "step_id": found.pk, "actor": desk.omar, "at": LATER}


@pytest.mark.parametrize("named", ["sale", "#{pk}", "{pk}"])
def test_is_asked_for_from_the_playbook_of_a_case(desk, step, named):
    do_step(**step, note=f"{named.format(pk=desk.sale.pk)} rung up twice")

    row = Reversal.objects.get()
    assert (row.event, row.reason, row.case_id) == (desk.sale, "rung up twice", step["case_id"])
    assert StepDone.objects.get().result.startswith(f"{row.reference} asks for the reversal")


def test_the_step_refuses_what_names_no_single_event(desk, step):
    other = Source.objects.create(code="other", name="Other")
    tell(other, event("sale"))

    for named in ("sale", "nothing", "9" * 40):
        with pytest.raises(errors.EventNotNamed):
            do_step(**step, note=f"{named} rung up twice")

    assert not StepDone.objects.exists()


def test_the_page_of_the_event_asks_and_then_says_who_decides(desk):
    omar, page = sign_in(desk.omar), f"/inventory/events/{desk.sale.pk}/"
    offered = text_of(omar.get(page))

    omar.post(f"{page}reverse/", {"reason": "Rung up twice"})
    told = text_of(omar.get(page))

    row = Reversal.objects.get()
    assert 'data-dialog="reverse"' in offered
    assert "Somebody has asked to reverse sale already" in told
    assert f'href="/approvals/requests/{desk.request(row).pk}/"' in told


def test_the_page_refuses_the_control_with_the_sentence(desk):
    auditor = browser("Tove", "auditor", desk.world.network)

    told = text_of(auditor.get(f"/inventory/events/{desk.sale.pk}/"))
    answer = auditor.post(f"/inventory/events/{desk.sale.pk}/reverse/", {"reason": "Mine"})

    assert "Reversals are asked for by the people of the desk" in told
    assert answer.status_code == 403


def test_the_request_shows_the_ends_and_the_levels(desk):
    row = desk.ask()

    page = text_of(sign_in(desk.lena).get(f"/approvals/requests/{desk.request(row).pk}/"))

    assert "Customer → Available" in page
    assert "7, then 10" in page
    assert "Rung up twice" in page


def test_a_client_asks_for_a_person(desk):
    api, path = Api(), f"events/{desk.sale.pk}/reverse"
    body = {"on_behalf_of": desk.omar.email, "reason": "Rung up twice"}

    made = api.post(path, body, scope="reversals:write")
    twice = api.post(path, body, scope="reversals:write")
    elsewhere = api.post(path, body, scope="reversals:write", place=desk.world.york.place)

    row = Reversal.objects.get()
    assert (made.status_code, made.json()["reference"]) == (201, row.reference)
    assert (made.json()["status"], made.json()["posted"]) == ("asked", None)
    assert said(twice) == (409, "reversal_waits")
    assert elsewhere.status_code == 404


def test_an_event_nobody_has_is_unknown(desk):
    with pytest.raises(errors.IntakeRowUnknown):
        ask_reversal(event_id=0, reason="No", actor=desk.omar, at=NOON)
