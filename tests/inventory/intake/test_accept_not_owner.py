"""Events of a type that another source owns wait; everything else posts."""

import pytest

from inventory.intake.models import TypeOwner, WaitingEvent
from inventory.ledger.vocabulary import EventType
from tests.factories import NOON
from tests.inventory.intake.world import event, tell


def own(source, type_=EventType.RECEIPT, place=None):
    return TypeOwner.objects.create(type=type_, source=source, place=place, set_at=NOON)


def test_others_wait(world):
    own(world.wms)

    results = tell(world.pos, event("a"), event("b", "sale", quantity=1))

    assert [(r.status, r.code) for r in results] == [("rejected", "not_owner"), ("posted", "")]
    row = WaitingEvent.objects.get()
    assert (row.code, row.place) == ("not_owner", world.camden.place)


def test_the_owner_posts(world):
    own(world.wms)

    assert tell(world.wms, event("a"))[0].status == "posted"


def test_several_sources_may_own_one_type(world):
    own(world.wms)
    own(world.pos)

    assert tell(world.pos, event("a"))[0].status == "posted"


@pytest.mark.parametrize(("location", "status"), [("CAMDEN", "rejected"), ("YORK", "posted")])
def test_within_its_subtree_only(world, location, status):
    own(world.wms, place=world.camden.place)

    assert tell(world.pos, event("a", location=location))[0].status == status


@pytest.mark.parametrize(("location", "status"), [("CAMDEN", "posted"), ("YORK", "rejected")])
def test_the_deepest_subtree_decides(world, location, status):
    own(world.wms)
    own(world.pos, place=world.camden.place)

    assert tell(world.pos, event("a", location=location))[0].status == status


def test_a_known_key_of_another_owner_still_waits(world):
    tell(world.pos, event("a"))
    own(world.wms)

    assert tell(world.pos, event("b"))[0].code == "not_owner"


def test_types_that_are_no_words_are_the_ledgers_trouble(world):
    own(world.wms)

    results = tell(world.pos, event("a", ["receipt"]), event("b", 7), event("c", "\ud800"))

    assert {result.code for result in results} == {"unknown_type", "bad_text"}
