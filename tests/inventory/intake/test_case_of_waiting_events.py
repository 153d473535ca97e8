"""The case of events that wait says why first, and leads to those events."""

import pytest

from exceptions.models import Case
from inventory.intake.models import WaitingEvent
from inventory.intake.services import fix_waiting, replay_waiting
from inventory.intake.services.waiting_cases import keep_waiting_cases
from tests.factories import NOON, make_person
from tests.inventory.intake.world import event, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    tell(world.pos, event("a", sku="NOBODY-KNOWS"))
    keep_waiting_cases(at=NOON)
    return Case.objects.get(kind="malformed_fact")


def page(client, person, case):
    client.force_login(person)
    return client.get(f"/exceptions/cases/{case.reference}/").content.decode()


def test_its_title_begins_with_the_reason(case):
    assert case.title == "Unknown SKU: 1 event from Tills waits"


def test_its_title_says_the_reason_as_the_list_of_events_does(client, world):
    tell(world.pos, event("b", quantity=0))
    keep_waiting_cases(at=NOON)
    client.force_login(make_person("Omar", role="ops agent", scope=world.network))

    events = client.get("/inventory/intake/waiting/").content.decode()

    assert Case.objects.get().title == "Not a quantity: 1 event from Tills waits"
    assert "Not a quantity" in events


def test_it_leads_to_the_list_of_the_events(client, world, case):
    omar = make_person("Omar", role="ops agent", scope=world.network)

    text = page(client, omar, case)
    events = client.get("/inventory/intake/waiting/?source=pos&code=unknown_sku")

    assert '/inventory/intake/waiting/?source=pos&amp;code=unknown_sku"' in text
    assert "NOBODY-KNOWS" in events.content.decode()


def test_it_leads_nobody_to_a_page_that_is_not_for_them(client, world, case):
    mara = make_person("Mara", role="store manager", scope=world.network)

    assert "/inventory/intake/waiting/" not in page(client, mara, case)


def test_a_correction_that_is_refused_too_goes_on_in_a_case_of_its_own_reason(world, case):
    row, omar = (
        WaitingEvent.objects.get(),
        make_person("Omar", role="ops agent", scope=world.network),
    )
    wrong = {**row.payload, "sku": "MUG", "quantity": 0}
    fix_waiting(waiting_id=row.pk, payload=wrong, actor=omar, at=NOON)
    replay_waiting(waiting_ids=[row.pk], actor=omar, at=NOON)

    keep_waiting_cases(at=NOON)

    closed, opened = Case.objects.get(pk=case.pk), Case.objects.exclude(pk=case.pk).get()
    assert (closed.status, opened.title) == ("closed", "Not a quantity: 1 event from Tills waits")
    assert "waits for another reason in a case of its own" in closed.closing_note
