"""The lead's page: numbers by person, reassigning, and the note for the next shift."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from exceptions.models import Case, Escalation, EscalationStep
from exceptions.routing_errors import HandoverEmpty, LeadingNotAllowed
from exceptions.services.clocks import watch_clocks
from exceptions.services.handover import leave_note, show_notes
from exceptions.services.routing import route_new_cases
from exceptions.workload import workload
from tests.exceptions.rules_world import make_agents, make_case, make_queue, publish, rule
from tests.factories import NOON, make_person, make_place
from workbench.models import Outgoing

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def team(network):
    return make_agents("Omar", "Sam", scope=network)


@pytest.fixture
def queue(team):
    return make_queue("night", *team)


def test_counts_by_person_and_clock(queue, team, ada, lena, camden):
    publish(rule(queue, owner_choice="round_robin", sla_minutes=60), actor=ada)
    for number in range(3):
        make_case(camden, number)
    route_new_cases(at=NOON)

    loads = workload(lena, at=LATER)

    assert [(one.person, one.open, one.missed) for one in loads] == [
        (team[0], 2, 2),
        (team[1], 1, 1),
    ]


def test_what_is_missed_is_not_due_next(queue, team, ada, lena, camden):
    publish(rule(queue, owner_choice="round_robin", sla_minutes=60), actor=ada)
    for number in range(3):
        make_case(camden, number)
    route_new_cases(at=NOON)
    due = NOON + timedelta(minutes=90)
    Case.objects.filter(pk=Case.objects.filter(owner=team[0]).earliest("pk").pk).update(due_at=due)

    assert [(one.missed, one.next_due) for one in workload(lena, at=LATER)] == [(1, due), (1, None)]


def test_each_name_and_what_it_missed_leads_to_those_cases(client, queue, team, ada, lena, camden):
    publish(rule(queue, owner_choice="round_robin", sla_minutes=60), actor=ada)
    for number in range(3):
        make_case(camden, number)
    route_new_cases(at=NOON)
    client.force_login(lena)

    page = client.get("/exceptions/workload/").content.decode()
    sams = client.get(f"/exceptions/cases/?held_by={team[1].email}").content.decode()

    assert f'?held_by={quote(team[1].email)}"' in page
    assert f'?held_by={quote(team[1].email)}&amp;due=late"' in page
    assert sams.count('class="row-link"') == 1


def test_a_note_is_shown_to_each_person_once(queue, team, lena):
    leave_note(queue_id=queue.pk, text="Mind Zentra", actor=lena, at=NOON)

    first = [show_notes(person=one, at=LATER) for one in (*team, lena)]
    again = [show_notes(person=one, at=LATER) for one in team]

    assert [[one.text for one in shown] for shown in first] == [
        ["Mind Zentra"],
        ["Mind Zentra"],
        [],
    ]
    assert again == [[], []]


def test_an_old_note_is_shown_to_nobody(queue, team, lena):
    leave_note(queue_id=queue.pk, text="Mind Zentra", actor=lena, at=NOON)

    assert show_notes(person=team[0], at=NOON + timedelta(hours=25)) == []


def test_refuses_an_empty_note_and_who_does_not_lead(queue, team, lena):
    with pytest.raises(HandoverEmpty):
        leave_note(queue_id=queue.pk, text=" ", actor=lena, at=NOON)
    with pytest.raises(LeadingNotAllowed):
        leave_note(queue_id=queue.pk, text="Mind", actor=team[0], at=NOON)


def test_the_lead_gives_everything_of_one_to_another(client, queue, team, ada, lena, camden):
    publish(rule(queue, owner_choice="round_robin"), actor=ada)
    for number in range(4):
        make_case(camden, number)
    route_new_cases(at=NOON)
    client.force_login(lena)

    typed = {"from": team[0].pk, "to": team[1].pk}
    answer = client.post("/exceptions/workload/reassign/", typed, follow=True)

    assert "2 of 2 cases went to Sam." in answer.content.decode()
    assert Case.objects.filter(owner=team[1]).count() == 4


def reassigned(client, giver, taker):
    """What the lead reads after she gives everything of one to another."""
    typed = {"from": giver.pk, "to": taker.pk}
    return client.post("/exceptions/workload/reassign/", typed, follow=True).content.decode()


def test_what_went_to_nobody_else_says_why(client, queue, team, ada, lena, camden):
    rosa = make_person("Rosa", role="ops agent", scope=make_place("ES"))
    lena.place_scopes.create(place=rosa.place_scopes.get().place)
    publish(rule(queue, owner_choice="round_robin"), actor=ada)
    for number in range(2):
        make_case(camden, number)
    route_new_cases(at=NOON)
    client.force_login(lena)

    assert "these are Omar&#x27;s already" in reassigned(client, team[0], team[0])
    assert "Rosa holds no open case of your places" in reassigned(client, rosa, team[0])
    left = reassigned(client, team[0], rosa)
    assert (
        "0 of 1 cases went to Rosa. 1 not changed: 1 outside the places of the new owner." in left
    )
    assert not Case.objects.filter(owner=rosa).exists()


def test_the_next_shift_reads_the_note_on_its_first_page(client, queue, team, lena):
    client.force_login(lena)
    client.post("/exceptions/workload/note/", {"queue": queue.pk, "text": "Mind Zentra"})
    client.force_login(team[0])

    pages = [client.get("/exceptions/cases/").content.decode() for _ in range(2)]

    assert ["Mind Zentra" in page for page in pages] == [True, False]


def test_an_escalation_goes_out_by_mail_and_webhook(queue, ada, lena, camden):
    EscalationStep.objects.create(queue=queue, position=1, to="leads", by_email=True)
    EscalationStep.objects.create(
        queue=queue, position=2, to="webhook", address="https://pager.example.com/hook"
    )
    publish(rule(queue, sla_minutes=60), actor=ada)
    make_case(camden)
    route_new_cases(at=NOON)

    watch_clocks(at=LATER)
    watch_clocks(at=LATER)

    sent = Outgoing.objects.order_by("channel").values_list("channel", "address")
    assert list(sent) == [
        ("email", "lena@example.com"),
        ("webhook", "https://pager.example.com/hook"),
    ]
    assert Escalation.objects.exclude(position=0).count() == 2


def test_an_escalation_to_somebody_elsewhere_goes_to_the_leads(queue, ada, lena, camden):
    elsewhere = make_person("Rosa", role="ops agent", scope=make_place("ES"))
    EscalationStep.objects.create(
        queue=queue, position=1, to="person", person=elsewhere, by_email=True
    )
    publish(rule(queue, sla_minutes=60), actor=ada)
    make_case(camden)
    route_new_cases(at=NOON)

    watch_clocks(at=LATER)

    told = Outgoing.objects.get()
    assert told.address == lena.email
    assert "http://localhost:8000/exceptions/cases/CS-" in told.payload["text"]
