import gzip

import pytest
from django.test import Client

from accounts.roles import ROLES
from approvals.drafts import Draft
from approvals.models import ApprovalRequest, Decision
from approvals.subjects import AskedLine
from tests.approvals.policies import MANAGER, in_force
from tests.approvals.world import World, ask, fresh, vote
from tests.factories import make_person
from tests.workbench.test_budgets import CSS, JS, KILO, OTHER, weight

Status = ApprovalRequest.Status


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def decided(world: World, status: str) -> ApprovalRequest:
    """A request in a status, by the commands."""
    request = ask(world)
    if status in {"approved", "rejected", "sent_back"}:
        verdict = {"approved": "approve", "rejected": "reject", "sent_back": "send_back"}[status]
        vote(request, world.mo, verdict)
    return fresh(request)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", ["waiting", "approved", "rejected", "sent_back"])
def test_says_beside_the_control_why_somebody_may_not_decide(world, role, status):
    request = decided(world, status)
    person = make_person("Rae", role=role, scope=world.network)

    page = sign_in(person).get(f"/approvals/requests/{request.pk}/")

    text = page.content.decode()
    if not person.may("approvals.view"):
        assert page.status_code == 403
    elif status != "waiting":
        assert "Nothing is left to do." in text
    elif role == "store manager":
        assert "Approve 20 of 20 units" in text
        assert "Why this needs you" in text
    else:
        assert "This step needs the role store manager at Camden" in text
        assert 'aria-disabled="true"' in text


@pytest.mark.parametrize(
    ("status", "head"), [("waiting", "Approve"), ("approved", "Approved"), ("rejected", "Stood at")]
)
def test_the_lines_say_what_their_number_is(world, status, head):
    request = decided(world, status)

    page = sign_in(world.priya).get(f"/approvals/requests/{request.pk}/").content.decode()

    assert f'<th scope="col" class="num">{head}</th></tr>' in page


def test_one_unit_is_one_unit(world):
    request = ask(world, lines=[AskedLine("A", "Jumper", 1)])

    page = sign_in(world.priya).get(f"/approvals/requests/{request.pk}/").content.decode()

    assert "Approve 1 of 1 unit." in page


def test_shows_ones_own_request_with_the_refusal(world):
    request = ask(world, asked_by=world.priya)

    text = sign_in(world.priya).get(f"/approvals/requests/{request.pk}/").content.decode()

    assert "You asked for this, so somebody else must decide." in text


def test_approves_and_offers_undo(world):
    request = ask(world)
    client = sign_in(world.priya)
    line = request.lines.get(key="A")
    sent = {"version": "1", f"line-{line.pk}": "6", "verdict": "approve"}

    answer = client.post(f"/approvals/requests/{request.pk}/approve/", sent, follow=True)

    text = answer.content.decode()
    assert "TR-knitwear approved, 18 units." in text
    assert f'data-undo="/approvals/requests/{request.pk}/undo/"' in text
    client.post(f"/approvals/requests/{request.pk}/undo/")
    assert fresh(request).status == Status.WAITING


def test_shows_the_conflict_when_somebody_was_faster(world):
    request = ask(world)
    vote(request, world.mo)
    sent = {"version": "1", f"line-{request.lines.get(key='A').pk}": "6"}

    answer = sign_in(world.priya).post(f"/approvals/requests/{request.pk}/approve/", sent)

    assert answer.status_code == 409
    assert "Mo approved this at" in answer.content.decode()
    assert Decision.objects.count() == 1


def test_keeps_what_was_typed_when_it_is_refused(world):
    request = ask(world)
    line = request.lines.get(key="A")

    answer = sign_in(world.priya).post(
        f"/approvals/requests/{request.pk}/approve/", {"version": "1", f"line-{line.pk}": "99"}
    )

    assert answer.status_code == 422
    assert 'value="99"' in answer.content.decode()


def test_lists_what_waits_for_the_person_within_15_questions(world, django_assert_max_num_queries):
    for number in range(20):
        ask(world, code=f"r{number}")
    ask(world, code="own", asked_by=world.priya)
    client = sign_in(world.priya)
    client.get("/approvals/requests/")

    with django_assert_max_num_queries(15):
        text = client.get("/approvals/requests/").content.decode()

    assert "20 requests" in text
    assert "TR-own" not in text


def test_stays_under_80_kb_at_the_first_visit(world):
    request = ask(world)

    page = sign_in(world.priya).get(f"/approvals/requests/{request.pk}/").content

    assert len(gzip.compress(page, 6)) + weight([*CSS, *JS, *OTHER]) <= 80 * KILO


def test_asks_once_more_over_the_confirm_limit(world):
    in_force(world, Draft("GBP", "2,000", steps=(MANAGER,)))
    request = ask(world)

    text = sign_in(world.priya).get(f"/approvals/requests/{request.pk}/").content.decode()

    assert 'data-dialog="confirm-approve"' in text


@pytest.mark.parametrize(("verdict", "dialog"), [("reject", "reject"), ("send-back", "send-back")])
def test_a_refused_verdict_opens_its_dialog_with_what_was_typed(world, verdict, dialog):
    request = ask(world)
    sent = {"version": "1", "reason_code": "", "reason": "Too many for a weekend"}

    answer = sign_in(world.priya).post(f"/approvals/requests/{request.pk}/{verdict}/", sent)

    part = answer.content.decode().split(f'<dialog id="{dialog}"')[1].split("</dialog>")[0]
    assert answer.status_code == 422
    assert part.startswith(f' aria-labelledby="{dialog}-t" data-open>')
    assert "Too many for a weekend</textarea>" in part
    assert f'href="#{dialog}-c"' in part
    assert fresh(request).status == Status.WAITING


def test_a_raised_line_is_refused_at_its_field(world):
    request = ask(world)
    line = request.lines.get(key="A")
    sent = {"version": "1", f"line-{line.pk}": "9"}

    answer = sign_in(world.priya).post(f"/approvals/requests/{request.pk}/approve/", sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#q-line-{line.pk}"' in text
    assert f'aria-describedby="q-line-{line.pk}-e"' in text
