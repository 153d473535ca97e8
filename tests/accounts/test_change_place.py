import pytest

from accounts import errors
from accounts.models import Place
from accounts.services import change_place, save_calendar, set_calendar, set_manager
from tests.factories import NOON
from tests.trail import audit_actions


def change(place, actor, **changes):
    facts = {"name": "Camden Town", "time_zone": "Europe/Dublin"}
    return change_place(place_id=place.pk, actor=actor, at=NOON, **{**facts, **changes})


def test_sets_name_and_time_zone(ada, camden):
    change(camden, ada)

    place = Place.objects.get(pk=camden.pk)
    assert (place.name, place.time_zone) == ("Camden Town", "Europe/Dublin")
    assert audit_actions(camden) == ["accounts.place.changed"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, errors.PlaceCodeMissing),
        ({"time_zone": "GMT+99"}, errors.TimeZoneUnknown),
        ({"name": "Camden", "time_zone": "Europe/London"}, errors.PlaceUnchanged),
    ],
)
def test_refuses_what_does_not_fit(ada, camden, changes, refusal):
    with pytest.raises(refusal):
        change(camden, ada, **changes)

    assert audit_actions(camden) == []


def test_refuses_a_place_outside_the_actors(ada, abroad):
    with pytest.raises(errors.PlaceOutsideScope):
        change(abroad, ada)


def test_sets_the_manager_among_those_who_see_the_place(ada, camden, priya):
    set_manager(place_id=camden.pk, manager=priya, actor=ada, at=NOON)

    assert Place.objects.get(pk=camden.pk).manager == priya
    assert audit_actions(camden) == ["accounts.place.manager_set"]


def test_refuses_a_manager_who_does_not_see_the_place(ada, york, priya):
    with pytest.raises(errors.ManagerNotOfPlace):
        set_manager(place_id=york.pk, manager=priya, actor=ada, at=NOON)


def test_refuses_the_manager_it_has(ada, camden):
    with pytest.raises(errors.PlaceUnchanged):
        set_manager(place_id=camden.pk, manager=None, actor=ada, at=NOON)


def test_sets_and_takes_the_calendar(ada, camden):
    calendar = save_calendar(
        name="Weekdays", opens=[540] * 7, closes=[1020] * 7, holidays=[], actor=ada, at=NOON
    )

    set_calendar(place_id=camden.pk, calendar=calendar, actor=ada, at=NOON)
    assert Place.objects.get(pk=camden.pk).calendar == calendar
    set_calendar(place_id=camden.pk, calendar=None, actor=ada, at=NOON)

    with pytest.raises(errors.PlaceUnchanged):
        set_calendar(place_id=camden.pk, calendar=None, actor=ada, at=NOON)
    assert audit_actions(camden) == ["accounts.place.calendar_set"] * 2


@pytest.mark.parametrize("command", [set_calendar, set_manager])
def test_refuses_people_without_the_right(priya, camden, command):
    value = {"calendar": None} if command is set_calendar else {"manager": priya}

    with pytest.raises(errors.RightMissing):
        command(place_id=camden.pk, actor=priya, at=NOON, **value)
