"""A fact that names a document of ours..."""

from contextlib import suppress

import pytest

from inventory.intake.models import WaitingEvent
from inventory.intake.services import replay_waiting
from inventory.ledger import reactions
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from tests.factories import NOON, make_person
from tests.inventory.intake.world import event, reversal, tell


class Follower:
    """A room that follows XX-documents."""

    def __init__(self) -> None:
        self.told = []
        self.locked = []

    def react(self, told, at):
        self.told += told

    def lock(self, references):
        self.locked.append((list(references), Event.objects.count()))


@pytest.fixture
def room(world, monkeypatch):
    monkeypatch.setattr(reactions, "_REACTORS", [])
    follower = Follower()
    reactions.register("XX-", follower.react, lock=follower.lock)
    return follower


def test_is_told_to_the_room_that_follows_it(world, room):
    tell(world.wms, event("a", reference="XX-1/2", quantity=4), event("b", reference="YY-1"))

    (told,) = room.told
    assert (told.reference, told.type, told.quantity) == ("XX-1/2", EventType.RECEIPT, 4)
    assert (told.source, told.reversal) == ("wms", False)


def test_locks_its_document_before_anything_is_posted(world, room):
    tell(world.wms, event("a", reference="XX-2"), event("b", reference="XX-1"))

    assert room.locked == [(["XX-1", "XX-2"], 0)]


def test_is_not_told_twice(world, room):
    tell(world.wms, event("a", reference="XX-1"))
    tell(world.wms, event("a", reference="XX-1"))

    assert len(room.told) == 1


def test_is_told_when_it_is_reversed(world, room):
    tell(world.wms, event("a", reference="XX-1"))

    tell(world.wms, reversal("r", "a"))

    assert room.told[-1].reversal
    assert (room.told[-1].reference, room.told[-1].type) == ("XX-1", EventType.RECEIPT)
    assert room.locked[-1] == (["XX-1"], 1)


def test_is_told_when_it_was_reversed_before_it_came(world, room):
    tell(world.wms, reversal("r", "a"))

    tell(world.wms, event("a", reference="XX-1"))

    assert [told.reversal for told in room.told] == [False, True]


def test_is_told_when_it_is_replayed(world, room):
    tell(world.wms, event("a", sku="SPOON", reference="XX-1"))
    world.add_sku("SPOON")
    omar = make_person("Omar", role="ops lead", scope=world.network)
    row = WaitingEvent.objects.get()

    replay_waiting(waiting_ids=[row.pk], actor=omar, at=NOON)

    assert [told.reference for told in room.told] == ["XX-1"]


def test_is_posted_and_told_together_or_not_at_all(world, room):
    def fail(told, at):
        raise RuntimeError("no")

    reactions.register("XX-", fail)

    with suppress(RuntimeError):
        tell(world.wms, event("a", reference="XX-1"))

    assert not Event.objects.exists()


@pytest.mark.parametrize("reference", ["XX-\0", 7, ["XX-1"], "X" * 300])
def test_with_a_malformed_reference_names_nothing(world, room, reference):
    tell(world.wms, event("a", reference=reference))

    assert (room.told, room.locked) == ([], [])


def test_of_others_costs_no_query(world, room, django_assert_num_queries):
    tell(world.wms, event("a0", reference="SO-1"))
    with django_assert_num_queries(0):
        assert not reactions.references_of([event("a", reference="SO-1")], source_id=1)
