from datetime import UTC, datetime, timedelta

from accounts.models import Calendar
from approvals.drafts import AskedStep, Draft
from approvals.models import ApprovalRequest
from approvals.services.sweeping import escalate_late_steps, remind_late_steps
from tests.approvals.policies import in_force
from tests.approvals.world import ask, fresh, vote
from workbench.models import Notification, Outgoing

FRIDAY_1600 = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
STEP = AskedStep("store manager", "to", due_hours="2", escalate_role="ops lead", escalate_hours="1")


def asked_on_friday(world) -> ApprovalRequest:
    """Open 09:00 to 17:00, Monday to Friday; the clocks change on the Sunday between."""
    hours = Calendar.objects.create(
        name="Shop", opens=[540] * 5 + [0] * 2, closes=[1020] * 5 + [0] * 2
    )
    world.camden.calendar = hours
    world.camden.save(update_fields=["calendar"])
    in_force(world, Draft(steps=(STEP,)), at=FRIDAY_1600 - timedelta(days=1))
    return ask(world, at=FRIDAY_1600)


def test_is_due_in_the_business_hours_of_the_place(world):
    request = asked_on_friday(world)

    # One hour on Friday, one on Monday in summer time: 10:00 in London is 09:00 UTC.
    assert request.due_at == datetime(2026, 3, 30, 9, 0, tzinfo=UTC)


def test_reminds_and_escalates_once_at_the_right_minute(world):
    request = asked_on_friday(world)
    due, escalated = request.due_at, request.due_at + timedelta(hours=1)

    assert remind_late_steps(at=due - timedelta(minutes=1)) == 0
    assert [remind_late_steps(at=due), remind_late_steps(at=due)] == [1, 0]
    assert escalate_late_steps(at=escalated - timedelta(minutes=1)) == 0
    assert [escalate_late_steps(at=escalated), escalate_late_steps(at=escalated)] == [1, 0]

    kind = Notification.Kind.ESCALATION
    assert list(Notification.objects.filter(kind=kind).values_list("user__name", flat=True)) == [
        "Lena"
    ]


def test_mails_the_next_level_once_and_holds_it(world):
    request = asked_on_friday(world)
    late = request.due_at + timedelta(hours=1)

    escalate_late_steps(at=late)
    escalate_late_steps(at=late)

    mail = Outgoing.objects.get(address=world.lena.email)
    assert (mail.channel, mail.subject) == ("email", f"Escalated to you: {request.title}")
    assert mail.due_at == late + timedelta(seconds=10)


def test_the_mail_leads_to_the_request_from_anywhere(world, settings):
    settings.PUBLIC_URL = "https://stock.example"
    request = asked_on_friday(world)

    escalate_late_steps(at=request.due_at + timedelta(hours=1))

    text = Outgoing.objects.get(address=world.lena.email).payload["text"]
    assert f"\nhttps://stock.example/approvals/requests/{request.pk}/" in text


def test_lets_the_next_level_decide_after_it_is_escalated(world):
    request = asked_on_friday(world)
    late = request.due_at + timedelta(hours=1)
    escalate_late_steps(at=late)

    vote(request, world.lena, at=late)

    assert fresh(request).status == "approved"
