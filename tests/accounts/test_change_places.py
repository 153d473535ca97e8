import pytest

from accounts import errors
from accounts.models import RightsChange, User
from accounts.services import change_places
from tests.factories import NOON, make_person
from tests.trail import audit_entries


def change(person, actor, places):
    return change_places(user_id=person.pk, places=places, actor=actor, at=NOON)


def test_sets_where_a_person_works(ada, priya, york, camden):
    change(priya, ada, [york])

    person = User.objects.get(pk=priya.pk)
    assert person.scope_paths == (york.path,)
    entry = audit_entries(priya)[-1]
    assert (entry.action, entry.before, entry.after) == (
        "accounts.user.places_changed",
        {"places": ["112"]},
        {"places": ["027"]},
    )
    assert RightsChange.objects.get(person=priya).kind == "places"


@pytest.mark.parametrize("asked", ["none", "same", "abroad"])
def test_refuses_what_does_not_fit(ada, priya, camden, abroad, asked):
    places, refusal = {
        "none": ([], errors.NoPlaceChosen),
        "same": ([camden], errors.RightsUnchanged),
        "abroad": ([abroad], errors.PlaceOutsideScope),
    }[asked]

    with pytest.raises(refusal):
        change(priya, ada, places)

    assert User.objects.get(pk=priya.pk).scope_paths == (camden.path,)
    assert not RightsChange.objects.exists()


def test_refuses_ones_own_places(ada, york):
    with pytest.raises(errors.OwnRights):
        change(ada, ada, [york])


def test_refuses_to_take_a_place_the_actor_does_not_see(north, york, camden, network):
    nora = make_person("Nora", role="admin", scope=north)
    roamer = make_person("Roamer", role="ops agent", scope=network)

    with pytest.raises(errors.PersonOutsideScope):
        change(roamer, nora, [york])


def test_refuses_people_without_the_right(priya, jo, camden):
    with pytest.raises(errors.RightMissing):
        change(jo, priya, [camden])
