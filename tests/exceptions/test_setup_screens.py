"""Queues, calendars, playbooks and resolution codes on their screens."""

import pytest

from accounts.models import Calendar
from exceptions.models import EscalationStep, Playbook, Queue, ResolutionCode
from tests.exceptions.rules_world import make_queue, office_hours
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
PAGES = [
    "/exceptions/calendars/",
    "/exceptions/playbooks/",
    "/exceptions/queues/stock/",
    "/exceptions/playbooks/below-zero/",
    "/exceptions/codes/counted/",
]
NEW = ["/exceptions/queues/new/", "/exceptions/playbooks/new/", "/exceptions/codes/new/"]


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def tove(network):
    return make_person("Tove", role="auditor", scope=network)


def queue_form(**said) -> dict[str, object]:
    return {"name": "Returns", "time_zone": "Europe/London", "warn_minutes": 30} | said


@pytest.mark.parametrize("page", PAGES)
def test_is_read_by_who_may_read_the_rules(client, tove, page):
    client.force_login(tove)

    answer = client.get(page)

    assert answer.status_code == 200
    assert "changed by admins, not by your roles" in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, *NEW])
def test_is_not_there_for_agents(client, omar, page):
    client.force_login(omar)

    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", NEW)
def test_makes_nothing_for_who_may_only_read(client, tove, page):
    client.force_login(tove)

    assert client.post(page, queue_form(key="mine")).status_code == 403
    assert not Queue.objects.filter(key="mine").exists()


def test_shows_limits_hours_and_chain(as_ada):
    hours = office_hours("Shop hours")
    Queue.objects.filter(key="stock").update(calendar=hours)

    page = as_ada.get("/exceptions/calendars/").content.decode()

    assert "Shop hours" in page
    assert "4h 00m to 1d" in page
    assert "After 30m the leads of the desk" in page


def test_makes_a_queue(as_ada, lena):
    said = {"key": "returns", "to_1": "person", "after_1": 15, "person_1": lena.pk}

    answer = as_ada.post("/exceptions/queues/new/", queue_form(**said))

    assert (answer.status_code, answer["Location"]) == (302, "/exceptions/queues/returns/")
    step = EscalationStep.objects.get(queue__key="returns")
    assert (step.person, step.after_minutes) == (lena, 15)


def test_says_what_is_wrong_and_keeps_what_was_typed(as_ada):
    said = queue_form(key="returns", name="Goods back", to_1="person")

    answer = as_ada.post("/exceptions/queues/new/", said)

    assert answer.status_code == 422
    assert "step 1 names nobody" in answer.content.decode()
    assert 'value="Goods back"' in answer.content.decode()


def test_tells_all_that_a_chain_lacks_by_the_numbers_of_its_lines(as_ada, lena):
    said = queue_form(key="returns", time_zone="Europe/Londn", person_2=lena.pk, after_2=90)
    said |= {"to_3": "person", "to_4": "webhook", "to_5": "webhook"}

    answer = as_ada.post("/exceptions/queues/new/", said | {"address_5": "http://a.example/"})

    assert answer.status_code == 422
    assert not Queue.objects.filter(key="returns").exists()
    wrong = answer.context["form"].errors
    assert sorted(wrong) == ["address_4", "address_5", "person_3", "time_zone", "to_2"]
    assert "Step 2 has no one to tell" in wrong["to_2"][0]
    assert "step 5 needs an address that begins with https://" in wrong["address_5"][0]


def test_a_step_of_the_chain_is_taken_away_by_telling_nobody(as_ada):
    queue = make_queue("mine")
    EscalationStep.objects.create(queue=queue, position=1, to="owner", after_minutes=5)
    said = queue_form(version=1, to_1="", after_1=5)

    answer = as_ada.post("/exceptions/queues/mine/", said)

    assert answer.status_code == 302
    assert not EscalationStep.objects.filter(queue=queue).exists()


def test_refuses_a_stale_form(as_ada):
    queue = make_queue("mine", version=3)

    answer = as_ada.post("/exceptions/queues/mine/", queue_form(version=2))

    assert answer.status_code == 409
    assert "changed this meanwhile, while you were editing." in answer.content.decode()
    queue.refresh_from_db()
    assert (queue.name, queue.version) == ("Mine", 3)


def test_a_chain_that_names_somebody_unseen_is_saved_unchanged(client, network):
    priya = make_person("Priya", role="store manager", scope=make_place("NO"))
    queue = make_queue("mine")
    EscalationStep.objects.create(queue=queue, position=1, to="person", person=priya)
    client.force_login(make_person("Ben", role="admin", scope=network))
    shown = client.get("/exceptions/queues/mine/")
    said = queue_form(version=1, to_1="person", after_1=0, person_1=priya.pk)

    answer = client.post("/exceptions/queues/mine/", said)

    assert answer.status_code == 302
    assert EscalationStep.objects.get(queue=queue).person == priya
    assert "somebody outside your places" in shown.content.decode()
    assert "Priya" not in shown.content.decode()


def test_says_beside_the_button_why_a_queue_stays(as_ada):
    page = as_ada.get("/exceptions/queues/stock/").content.decode()

    assert "The rules in force or coming send cases to it" in page
    answer = as_ada.post("/exceptions/queues/stock/retire/", {"version": 1})
    assert answer.status_code == 409 or answer.status_code == 422


def test_changes_steps_in_the_order_of_their_numbers(as_ada):
    book = Playbook.objects.get(key="delivery")
    first, second = book.steps.order_by("position")[:2]
    form = {"name": "Delivery", "version": 1}
    for line, (step, position) in enumerate([(first, 2), (second, 1)], 1):
        form |= {f"pk_{line}": step.pk, f"title_{line}": step.title, f"position_{line}": position}
        form |= {f"detail_{line}": step.detail, f"evidence_{line}": step.evidence}
    form["required_1"] = "on"

    answer = as_ada.post("/exceptions/playbooks/delivery/", form)

    assert answer.status_code == 302
    in_use = book.steps.filter(retired_at__isnull=True).order_by("position")
    assert list(in_use) == [second, first]


@pytest.mark.parametrize(
    "typed", [{"evidence_2": "note"}, {"detail_2": "Twice"}, {"required_2": "on"}]
)
def test_a_step_without_words_is_told_by_its_number_and_nothing_of_it_is_lost(as_ada, typed):
    form = {"key": "mine", "name": "Mine", "title_1": "Look", "position_1": 2}

    answer = as_ada.post("/exceptions/playbooks/new/", form | typed)

    assert answer.status_code == 422
    assert "Step 2 says nothing." in answer.context["form"].errors["title_2"][0]
    assert not Playbook.objects.filter(key="mine").exists()


def test_a_step_emptied_of_its_words_is_taken_away(as_ada):
    book = Playbook.objects.get(key="delivery")
    first, second = book.steps.order_by("position")[:2]
    form = {"name": "Delivery", "version": 1, "pk_1": first.pk, "action_1": first.action}
    form |= {"pk_2": second.pk, "title_2": second.title, "detail_2": second.detail}
    form |= {"evidence_2": second.evidence, "position_2": 2}

    answer = as_ada.post("/exceptions/playbooks/delivery/", form)

    assert answer.status_code == 302
    assert not book.steps.filter(pk=first.pk, retired_at__isnull=True).exists()


def test_makes_and_retires_a_resolution_code(as_ada):
    said = {"key": "till", "label": "Till restarted", "position": 15, "kinds": ["below_zero"]}

    as_ada.post("/exceptions/codes/new/", said)
    made = ResolutionCode.objects.get(key="till")
    as_ada.post("/exceptions/codes/till/retire/", {"version": 1})

    assert (made.label, made.kinds, made.retired_at) == ("Till restarted", ["below_zero"], None)
    assert ResolutionCode.objects.get(key="till").retired_at is not None


def test_says_so_when_there_are_no_calendars(as_ada):
    Calendar.objects.all().delete()

    assert "every clock runs all hours" in as_ada.get("/exceptions/calendars/").content.decode()
