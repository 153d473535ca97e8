import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from inventory.catalog import closing, errors
from inventory.catalog.models import Location
from inventory.catalog.services.locations import (
    close_location,
    open_location,
    reopen_location,
    suspend_location,
)
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    EARLIER,
    actions,
    last_entry,
    make_admin,
    make_location,
    make_network,
)
from tests.inventory.catalog.screens import browser, text_of

pytestmark = pytest.mark.django_db

STEPS = {
    "opened": open_location,
    "suspended": lambda **facts: suspend_location(reason="Flood", **facts),
    "reopened": reopen_location,
    "closed": lambda **facts: close_location(reason="Lease ended", **facts),
}
WORKS = {
    ("planned", "opened"): "open",
    ("open", "suspended"): "suspended",
    ("suspended", "reopened"): "open",
    ("planned", "closed"): "closed",
    ("open", "closed"): "closed",
    ("suspended", "closed"): "closed",
}


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def location_that_is(lifecycle, parent):
    facts = {"code": "S-001", "actor": None, "at": EARLIER}
    location = make_location(parent, lifecycle="planned" if lifecycle == "planned" else "open")
    if lifecycle == "suspended":
        location = suspend_location(reason="", **facts)
    if lifecycle == "closed":
        location = close_location(reason="", **facts)
    return location


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lifecycle", Location.Lifecycle.values)
def test_moves_only_along_its_lifecycle(gifts, ada, lifecycle, step):
    location = location_that_is(lifecycle, gifts)
    wanted = WORKS.get((lifecycle, step))

    if wanted is None:
        with pytest.raises(errors.LocationLifecycleForbids):
            STEPS[step](code="S-001", actor=ada, at=NOON)
    else:
        STEPS[step](code="S-001", actor=ada, at=NOON)

    assert Location.objects.get(pk=location.pk).lifecycle == (wanted or lifecycle)
    assert actions(location) == ([f"inventory.location.{step}"] if wanted else [])


@pytest.mark.parametrize("step", STEPS)
def test_refuses_people_without_the_right_or_the_place(gifts, step):
    location = make_location(gifts)
    finn = make_admin(make_network("fresh"), "Finn")

    with pytest.raises(RightMissing):
        STEPS[step](code="S-001", actor=make_person("Jo", role="warehouse", scope=gifts), at=NOON)
    with pytest.raises(PlaceOutsideScope):
        STEPS[step](code="S-001", actor=finn, at=NOON)
    with pytest.raises(errors.LocationUnknown):
        STEPS[step](code="nobody", actor=None, at=NOON)

    assert Location.objects.get(pk=location.pk).lifecycle == "open"
    assert actions(location) == []


def test_keeps_the_reason(gifts, ada):
    make_location(gifts)

    suspend_location(code="S-001", reason="Flood", actor=ada, at=NOON)

    assert last_entry("inventory.location.suspended").reason == "Flood"


def test_refuses_to_close_while_a_room_above_says_something_is_left(gifts, ada, monkeypatch):
    location = make_location(gifts)
    monkeypatch.setattr(closing, "_obstacles", [])
    closing.register(lambda each: f"{each.code} is awaited by 2 transfers.")
    closing.register(lambda each: "")
    closing.register(lambda each: "1 count is open.")

    with pytest.raises(errors.LocationNotEmpty) as caught:
        close_location(code="S-001", reason="", actor=ada, at=NOON)

    assert caught.value.sentence == (
        "The location was not closed: S-001 is awaited by 2 transfers. 1 count is open. "
        "Clear this first, then close it."
    )
    assert Location.objects.get(pk=location.pk).lifecycle == "open"
    assert actions(location) == []


@pytest.mark.parametrize(
    ("lifecycle", "said"),
    [
        ("planned", "Planned"),
        ("open", "Open for business"),
        ("suspended", "Suspended"),
        ("closed", "Closed"),
    ],
)
def test_one_that_is_not_open_does_no_business_whatever_its_hours_say(gifts, ada, lifecycle, said):
    location = location_that_is(lifecycle, gifts)

    page = browser(ada).get(f"/inventory/locations/{location.code}/")

    assert ("Now", said) in page.context["facts"]


def test_says_in_sentences_what_one_that_is_planned_does_not(gifts, ada):
    location = location_that_is("planned", gifts)

    page = text_of(browser(ada).get(f"/inventory/locations/{location.code}/"))

    assert "Takes no orders and no reservations. Sells, ships and takes back nothing." in page
