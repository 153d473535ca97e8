"""Who hears of a clock: somebody who is there, may read it, and reads the time in their own zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from exceptions import errors
from exceptions.kinds import CaseKind, kind_of, register_kind
from exceptions.models import Escalation, EscalationStep
from exceptions.services import assign_case
from exceptions.services.clocks import watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.desk import again, make_case
from tests.factories import NOON, make_person, make_place
from workbench.models import Notification, Outgoing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def routed(place, **facts):
    case = make_case(place, **facts)
    route_new_cases(at=NOON)
    return again(case)


def told() -> set[str]:
    return set(Notification.objects.values_list("user__name", flat=True))


def test_of_a_case_nobody_holds_the_leads_hear_on_a_new_installation(camden, omar, lena):
    case = routed(camden)

    watch_clocks(at=case.warn_at + MINUTE)
    assert told() == {"Lena"}
    watch_clocks(at=case.due_at + MINUTE)

    assert Escalation.objects.get(position=1).told == "instead of the owner: Lena"


def test_an_owner_who_hears_is_called_so(camden, omar, lena):
    case = routed(camden)
    assign_case(case_id=case.pk, owner=omar, actor=omar, at=NOON)

    watch_clocks(at=case.due_at + MINUTE)

    assert Escalation.objects.get(position=1).told == "the owner: Omar"


def test_who_stands_in_for_several_steps_hears_once_of_a_case_found_long_past_its_clock(
    camden, lena
):
    case = routed(camden)

    watch_clocks(at=case.due_at + timedelta(days=3))

    notice = Notification.objects.get()
    assert (notice.user, notice.kind) == (lena, Notification.Kind.ESCALATION)
    assert Escalation.objects.filter(case=case, position__gt=0).count() > 1


def test_without_leads_whoever_works_the_queue_hears(camden, omar):
    case = routed(camden)

    watch_clocks(at=case.warn_at + MINUTE)

    assert told() == {"Omar"}


def test_a_lead_who_may_not_read_the_kind_hears_nothing_of_it(camden, lena):
    before = kind_of("below_zero")
    register_kind(CaseKind("below_zero", "Below zero", permission="clients.manage"))
    try:
        case = routed(camden, title="Mail to ann@example.com was given up")
        watch_clocks(at=case.due_at + timedelta(days=1))
    finally:
        register_kind(before)

    assert told() == set()
    assert "nobody" in Escalation.objects.get(position=1).told


def test_the_mail_says_when_in_the_zone_of_who_reads_it(camden, lena):
    lena.time_zone = "Europe/Berlin"
    lena.save(update_fields=["time_zone"])
    case = routed(camden)
    EscalationStep.objects.filter(queue=case.queue).update(by_email=True)

    watch_clocks(at=case.due_at + MINUTE)

    due = case.due_at.astimezone(ZoneInfo("Europe/Berlin"))
    text = Outgoing.objects.filter(channel="email").first().payload["text"]
    assert f"{due:%b %Y %H:%M %Z}" in text
    assert " CET" in text or " CEST" in text


def test_giving_it_to_a_person_of_another_network_does_not_name_them(camden, omar):
    far = make_person("Solveig", role="ops agent", scope=make_place("NO"))
    case = make_case(camden)

    with pytest.raises(errors.CannotWorkHere) as refused:
        assign_case(case_id=case.pk, owner=far, actor=omar, at=NOON)

    assert "this person may not work on cases at" in refused.value.sentence
    assert "Solveig" not in refused.value.sentence
