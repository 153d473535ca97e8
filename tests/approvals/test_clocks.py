from datetime import UTC, datetime, timedelta

from accounts.models import Calendar, Holiday
from approvals.drafts import AskedStep, Draft
from approvals.models import ApprovalRequest
from approvals.services.clocks import follow_changed_hours
from approvals.services.sweeping import escalate_late_steps, remind_late_steps
from tests.approvals.policies import in_force
from tests.approvals.world import ask, fresh, vote
from tests.trail import audit_entries
from workbench.models import Notification, Outgoing

FRIDAY_1600 = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
# When a request of Friday 16:00 is due: one hour on Friday, one on Monday in summer time.
MONDAY = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
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


def closed_on(request: ApprovalRequest, day) -> None:
    calendar = request.place.calendar
    Holiday.objects.create(calendar=calendar, day=day, name="Founders' day")


def test_follows_a_holiday_added_later_across_the_clock_change(world):
    request = asked_on_friday(world)
    closed_on(request, MONDAY.date())

    assert [follow_changed_hours(at=MONDAY), follow_changed_hours(at=MONDAY)] == [1, 0]

    tuesday = MONDAY + timedelta(days=1)
    step = request.steps.get()
    assert fresh(request).due_at == step.due_at == tuesday
    assert step.escalate_at == tuesday + timedelta(hours=1)
    moved = audit_entries(request)[-1]
    assert moved.action == "approvals.request.clock_moved"
    assert (moved.before["due_at"][:13], moved.after["due_at"][:13]) == (
        "2026-03-30T09",
        "2026-03-31T09",
    )
    assert remind_late_steps(at=tuesday - timedelta(minutes=1)) == 0
    assert remind_late_steps(at=tuesday) == 1


def test_follows_longer_hours_and_another_zone(world):
    request = asked_on_friday(world)
    calendar = request.place.calendar
    calendar.opens = [480] * 5 + [0] * 2
    calendar.save(update_fields=["opens"])

    follow_changed_hours(at=MONDAY)
    longer = fresh(request).due_at
    world.camden.time_zone = "Europe/Paris"
    world.camden.save(update_fields=["time_zone"])
    follow_changed_hours(at=MONDAY)

    # On Friday Paris is closed before 16:00 UTC: both hours are Monday's.
    assert longer == MONDAY - timedelta(hours=1)
    assert fresh(request).due_at == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


def test_reminds_again_of_what_is_no_longer_late(world):
    request = asked_on_friday(world)
    remind_late_steps(at=MONDAY)
    closed_on(request, MONDAY.date())

    follow_changed_hours(at=MONDAY + timedelta(minutes=1))

    assert remind_late_steps(at=MONDAY + timedelta(hours=2)) == 0
    assert remind_late_steps(at=MONDAY + timedelta(days=1)) == 1


def test_leaves_an_escalation_that_has_happened(world):
    request = asked_on_friday(world)
    late = MONDAY + timedelta(hours=1)
    escalate_late_steps(at=late)
    closed_on(request, MONDAY.date())

    follow_changed_hours(at=late)

    assert escalate_late_steps(at=MONDAY + timedelta(days=1, hours=1)) == 0
    vote(request, world.lena, at=late)
    assert fresh(request).status == "approved"


def test_leaves_what_is_decided_and_what_lies_elsewhere(world):
    request, elsewhere = asked_on_friday(world), ask(world, code="none", at=FRIDAY_1600)
    vote(request, world.priya, at=FRIDAY_1600)
    vote(elsewhere, world.priya, at=FRIDAY_1600)
    closed_on(request, MONDAY.date())

    assert follow_changed_hours(at=MONDAY) == 0


def test_the_calendar_of_a_region_above_counts_as_well(world):
    request = asked_on_friday(world)
    world.region.calendar = request.place.calendar
    world.region.save(update_fields=["calendar"])
    world.camden.calendar = None
    world.camden.save(update_fields=["calendar"])
    assert follow_changed_hours(at=MONDAY) == 0

    closed_on(ApprovalRequest(place=world.region), MONDAY.date())

    assert follow_changed_hours(at=MONDAY) == 1
    assert fresh(request).due_at == MONDAY + timedelta(days=1)
