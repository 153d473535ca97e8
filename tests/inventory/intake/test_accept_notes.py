"""What posts although it does not fit becomes a case."""

from exceptions.models import Case
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, tell


def test_a_fact_at_a_place_that_is_not_open_is_one_case_for_the_place(world):
    world.camden.suspend()
    world.camden.close()
    world.camden.save()

    tell(world.pos, event("a"), event("b", sku="LAMP"))
    tell(world.pos, event("c"), at=NOON + MINUTE)

    case = Case.objects.get(kind="lifecycle_breach")
    assert world.stock() == 20
    assert (case.place, case.occurrences) == (world.camden.place, 2)
    assert case.evidence["note"] == "location_not_open"


def test_a_fact_towards_a_closed_place_is_a_case_of_that_place(world):
    world.york.suspend()
    world.york.close()
    world.york.save()

    tell(world.pos, event("a", "transfer_ship", state="available", to_location="YORK"))

    case = Case.objects.get(kind="lifecycle_breach")
    assert case.place == world.york.place
    assert case.title == "Stock is on its way to York, which is closed"
    assert case.evidence["location"] == "YORK"


def test_a_missing_reason_is_a_case_per_sku_and_place(world):
    tell(world.pos, event("a", "write_off", state="available", quantity=1))
    tell(world.pos, event("b", "write_off", state="available", quantity=1, location="YORK"))

    cases = Case.objects.filter(kind="reason_missing")
    assert sorted(case.place.code for case in cases) == ["CAMDEN", "YORK"]
    assert {case.subject_text for case in cases} == {"MUG Mug"}


def test_a_duplicate_opens_nothing_more(world):
    tell(world.pos, event("a", "write_off", state="available", quantity=1))
    tell(world.pos, event("a", "write_off", state="available", quantity=1))

    assert Case.objects.get().occurrences == 1


def test_a_conflict_is_a_case_with_both_contents(world):
    tell(world.pos, event("a"))

    tell(world.pos, event("a", quantity=11), event("a", quantity=12))

    case = Case.objects.get(kind="event_conflict")
    assert case.occurrences == 2
    assert case.evidence["key"] == "a"
    assert case.evidence["sent_again"]["quantity"] in {11, 12}
