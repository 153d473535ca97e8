"""An admin says which source owns a type, everywhere or within a subtree of their own places."""

import pytest

from inventory.intake import errors
from inventory.intake.models import TypeOwner
from inventory.intake.services import remove_type_owner, set_type_owner
from tests.factories import NOON, make_person
from tests.inventory.intake.world import event, tell
from tests.trail import audit_actions, audit_entries


@pytest.fixture
def ada(world):
    return make_person("Ada", role="admin", scope=world.network)


def own(actor, *, event_type="receipt", source="wms", place=None):
    return set_type_owner(
        event_type=event_type, source_code=source, place=place, actor=actor, at=NOON
    )


def test_sets_it_and_others_wait_from_the_next_call_on(world, ada):
    owner = own(ada, place=world.camden.place)

    assert tell(world.pos, event("a"))[0].code == "not_owner"
    assert audit_actions(owner) == ["inventory.type_owner.set"]
    assert audit_entries(owner)[0].after == {"type": "receipt", "source": "wms", "place": "CAMDEN"}


def test_takes_it_away(world, ada):
    owner = own(ada)

    remove_type_owner(owner_id=owner.pk, actor=ada, at=NOON)

    assert tell(world.pos, event("a"))[0].status == "posted"
    assert audit_actions(owner)[-1] == "inventory.type_owner.removed"


def test_refuses_an_unknown_type(ada):
    with pytest.raises(errors.UnknownEventType):
        own(ada, event_type="theft")


def test_refuses_an_unknown_source(ada):
    with pytest.raises(errors.UnknownSource):
        own(ada, source="nobody")


@pytest.mark.parametrize("everywhere", [True, False])
def test_refuses_the_same_twice(world, ada, everywhere):
    place = None if everywhere else world.camden.place
    own(ada, place=place)

    with pytest.raises(errors.OwnerAlreadySet):
        own(ada, place=place)

    assert TypeOwner.objects.count() == 1


@pytest.mark.parametrize("everywhere", [True, False])
def test_refuses_places_beyond_ones_own(world, everywhere):
    local = make_person("Lena", role="admin", scope=world.york.place)

    with pytest.raises(errors.PlaceOutsideScope):
        own(local, place=None if everywhere else world.camden.place)

    assert not TypeOwner.objects.exists()


def test_refuses_to_remove_what_is_gone(ada):
    with pytest.raises(errors.OwnerNotFound):
        remove_type_owner(owner_id=1, actor=ada, at=NOON)


def test_refuses_to_remove_beyond_ones_places(world, ada):
    owner = own(ada)
    local = make_person("Lena", role="admin", scope=world.york.place)

    with pytest.raises(errors.PlaceOutsideScope):
        remove_type_owner(owner_id=owner.pk, actor=local, at=NOON)


def test_refuses_a_role_without_the_right(world, ada):
    omar = make_person("Omar", role="ops agent", scope=world.network)

    with pytest.raises(errors.OwningNotAllowed):
        own(omar)
    with pytest.raises(errors.OwningNotAllowed):
        remove_type_owner(owner_id=own(ada).pk, actor=omar, at=NOON)
