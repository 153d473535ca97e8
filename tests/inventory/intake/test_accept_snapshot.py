"""Another system's claim is compared with the ledger as of its time; a difference is a case."""

from exceptions.models import Case
from inventory.intake.models import SnapshotTolerance
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, tell


def claim(key, quantity, *, minutes=0, **fields):
    moment = (NOON + minutes * MINUTE).isoformat()
    return event(key, "snapshot", quantity=quantity, occurred_at=moment, **fields)


def open_case():
    return Case.objects.get(kind="snapshot_difference", closed_at=None)


def test_posts_nothing_and_opens_nothing_when_it_agrees(world):
    results = tell(world.pos, event("a"), claim("s", 10))

    assert results[1].status == "posted"
    assert world.stock() == 10
    assert not Case.objects.exists()


def test_a_difference_is_a_case_with_its_evidence(world):
    tell(world.pos, event("a"))

    tell(world.wms, claim("s", 7))

    case = open_case()
    assert case.place == world.camden.place
    assert case.title == "Warehouse says 7 of MUG at Camden, the ledger 10"
    assert (case.evidence["claimed"], case.evidence["ledger"]) == (7, 10)
    assert (case.evidence["difference"], case.evidence["state"]) == (-3, "shelf")


def test_is_compared_as_of_its_own_time(world):
    tell(world.pos, event("a"), event("b", "sale", quantity=4, occurred_at=NOON.isoformat()))

    tell(world.pos, claim("s", 10, minutes=-1))

    assert not Case.objects.exists()


def test_the_shelf_holds_what_is_reserved_and_a_state_stands_for_itself(world):
    tell(world.pos, event("a"), event("b", "reserve", quantity=4))

    tell(world.pos, claim("s1", 10), claim("s2", 6, state="available"))

    assert not Case.objects.exists()


def test_a_cell_that_never_moved_holds_nothing(world):
    tell(world.pos, claim("s", 0), claim("t", 2, sku="LAMP"))

    assert open_case().evidence["sku"] == "LAMP"


def test_a_later_claim_that_agrees_closes_the_case(world):
    tell(world.pos, event("a"))
    tell(world.pos, claim("s", 7))

    tell(world.pos, claim("t", 10, minutes=5), at=NOON + 5 * MINUTE)

    case = Case.objects.get()
    assert case.closed_at == NOON + 5 * MINUTE
    assert "the ledger 10" in case.closing_note


def test_an_older_claim_changes_nothing(world):
    tell(world.pos, event("a"))
    tell(world.pos, claim("s", 7))

    tell(world.pos, claim("t", 10, minutes=-5), at=NOON + MINUTE)

    assert open_case().occurrences == 1


def test_the_newest_claim_of_one_call_decides(world):
    tell(world.pos, event("a"))

    tell(
        world.pos, claim("s", 3, minutes=-2), claim("t", 10, minutes=-1), claim("u", 4, minutes=-3)
    )

    assert not Case.objects.exists()


def test_a_difference_within_the_tolerance_of_its_place_is_none(world):
    SnapshotTolerance.objects.create(units=3, set_at=NOON)
    SnapshotTolerance.objects.create(source=world.pos, place=world.york.place, units=0, set_at=NOON)
    tell(world.pos, event("a"), event("b", location="YORK"))

    tell(world.pos, claim("s", 7), claim("t", 9, location="YORK"))

    assert open_case().evidence["location"] == "YORK"


def test_two_sources_are_compared_apart(world):
    tell(world.pos, event("a"))

    tell(world.pos, claim("s", 7))
    tell(world.wms, claim("s", 10))

    assert open_case().evidence["source"] == "pos"
