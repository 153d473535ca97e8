"""A store's tablet: registered, locked, taken over by PIN, retired."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts import errors
from accounts.models import Device, SignIn, User
from accounts.services import (
    prove_pin,
    register_device,
    remove_pin,
    retire_device,
    set_pin,
)
from accounts.tokens import digest_of
from kernel.clock import now
from tests.accounts.test_session_rules import Clock
from tests.factories import NOON, make_person
from tests.trail import audit_actions, audit_entries

PASSWORD = "seven quiet lanterns"
PRIYAS, JOS = "493817", "208516"


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in ("session_rules", "sign_in", "views"):
        monkeypatch.setattr(f"accounts.{module}.now", made)
    return made


def register(actor, place, **changes):
    facts = {"name": "Counter", "lock_after_minutes": 3, "at": NOON}
    return register_device(place=place, actor=actor, **{**facts, **changes})


@pytest.fixture
def tablet(priya, camden):
    """The device and its cookie."""
    return register(priya, camden)


@pytest.fixture
def staff(priya, jo):
    """Priya and Jo, each with a PIN."""
    for person, pin in ((priya, PRIYAS), (jo, JOS)):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        set_pin(person=person, pin=pin, at=NOON)
    return priya, jo


@pytest.fixture
def browser(tablet, staff, clock):
    """The tablet with Priya signed in by password."""
    client = Client()
    client.cookies["device"] = tablet[1]
    client.post("/sign-in/", {"login": "priya@example.com", "password": PASSWORD})
    return client


def take(client, person, pin, **more):
    return client.post("/lock/unlock/", {"who": person.pk, "pin": pin, **more})


def test_registering_keeps_only_the_digest_of_the_cookie(tablet, camden):
    device, secret = tablet

    assert Device.objects.get().digest == digest_of(secret)
    assert audit_actions(device) == ["accounts.device.registered"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, errors.DeviceNameMissing),
        ({"lock_after_minutes": 0}, errors.DeviceLockOutOfRange),
        ({"lock_after_minutes": 31}, errors.DeviceLockOutOfRange),
        ({"name": "Counter"}, errors.DeviceNameTaken),
    ],
)
def test_registering_refuses_what_does_not_fit(tablet, priya, camden, changes, refusal):
    with pytest.raises(refusal):
        register(priya, camden, **changes)

    assert Device.objects.count() == 1


def test_registering_refuses_a_foreign_place_and_who_has_no_right(priya, jo, york, camden):
    with pytest.raises(errors.PlaceOutsideScope):
        register(priya, york)
    with pytest.raises(errors.RightMissing):
        register(jo, camden)


def test_the_screen_makes_this_browser_the_device(client, priya):
    client.force_login(priya)
    form = {"place": "112", "name": "Counter", "lock_after_minutes": "3"}

    answer = client.post("/accounts/devices/register/", form)

    cookie = answer.cookies["device"]
    assert Device.objects.get().digest == digest_of(cookie.value)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_session_that_registered_it_ends_with_it(client, staff, clock):
    priya = staff[0]
    client.post("/sign-in/", {"login": priya.email, "password": PASSWORD})
    client.post(
        "/accounts/devices/register/",
        {"place": "112", "name": "Counter", "lock_after_minutes": "3"},
    )

    retire_device(device_id=Device.objects.get().pk, actor=priya, at=now())

    assert SignIn.objects.get().ended_why == "device"
    assert client.get("/me/")["Location"].startswith("/sign-in/")


def test_locks_instead_of_ending_and_goes_on_where_one_was(browser, staff, clock):
    clock.tick(minutes=45)
    locked = browser.get("/me/?x=1")
    assert locked["Location"] == "/lock/?next=%2Fme%2F%3Fx%3D1"
    page = browser.get(locked["Location"]).content.decode()
    assert "Priya" in page
    assert "Jo" in page

    answer = take(browser, staff[0], PRIYAS, next="/me/?x=1")

    assert answer["Location"] == "/me/?x=1"
    assert browser.get("/me/").status_code == 200
    assert SignIn.objects.count() == 1
    assert audit_actions(staff[0])[-1] == "accounts.session.unlocked"


def test_the_poll_of_a_forgotten_tablet_leads_to_the_lock(browser, clock):
    clock.tick(minutes=4)

    answer = browser.get("/poll/", headers={"HX-Request": "true", "HX-Current-URL": "http://x/me/"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/lock/?next=%2Fme%2F")


def test_somebody_else_takes_over_with_a_new_session(browser, staff, clock):
    priya, jo = staff
    before = browser.cookies["sessionid"].value
    clock.tick(minutes=4)

    answer = take(browser, jo, JOS, next="/accounts/devices/")

    assert answer["Location"] == "/"
    assert browser.cookies["sessionid"].value != before
    assert b"jo@example.com" in browser.get("/me/").content
    first, second = SignIn.objects.order_by("began_at")
    assert (first.person, first.ended_why) == (priya, "switched")
    assert (second.person, second.means, second.device.name) == (jo, "pin", "Counter")
    assert audit_actions(jo)[-1] == "accounts.session.begun"


def test_can_be_locked_by_hand(browser):
    assert browser.post("/lock/now/")["Location"] == "/lock/"

    assert browser.get("/me/")["Location"].startswith("/lock/")


def test_opens_by_pin_in_the_morning_when_nobody_is_in(tablet, staff, clock):
    browser = Client()
    browser.cookies["device"] = tablet[1]

    take(browser, staff[1], JOS)

    assert browser.get("/me/").status_code == 200


def test_ends_for_good_after_twelve_hours(browser, staff, clock):
    for _ in range(25):
        clock.tick(minutes=29)
        take(browser, staff[0], PRIYAS)

    assert browser.get("/me/")["Location"].startswith("/sign-in/")


def test_refuses_a_wrong_pin_and_says_how_many_tries_are_left(browser, staff, clock):
    answer = take(browser, staff[1], "111222")

    assert answer.status_code == 403
    assert "4 tries are left" in answer.content.decode()
    assert audit_actions(staff[1])[-1] == "accounts.session.pin_refused"
    assert b"priya@example.com" in browser.get("/me/").content


def test_locks_a_pin_after_five_wrong_ones_and_nobody_elses(browser, staff, clock):
    for _ in range(5):
        take(browser, staff[1], "111222")

    right = take(browser, staff[1], JOS)
    colleague = take(browser, staff[0], PRIYAS)

    assert "Too many wrong PINs" in right.content.decode()
    assert colleague.status_code == 302


def test_a_pin_is_worth_nothing_elsewhere(staff, clock):
    anywhere = Client()

    assert anywhere.get("/lock/")["Location"] == "/sign-in/"
    assert take(anywhere, staff[1], JOS)["Location"] == "/sign-in/"


def test_offers_only_people_of_the_place(browser, york, ada, clock):
    stranger = make_person("Yuri", role="store staff", scope=york)
    set_pin(person=stranger, pin="730194", at=NOON)

    page = browser.get("/lock/").content.decode()
    answer = take(browser, stranger, "730194")

    assert "Yuri" not in page
    assert answer.status_code == 422


def test_a_disabled_colleague_is_not_let_in(browser, staff, clock):
    User.objects.filter(pk=staff[1].pk).update(is_active=False)

    assert take(browser, staff[1], JOS).status_code == 422


def test_retiring_signs_out_and_makes_the_cookie_worthless(browser, tablet, priya, clock):
    retire_device(device_id=tablet[0].pk, actor=priya, at=now())

    assert browser.get("/me/")["Location"].startswith("/sign-in/")
    assert browser.get("/lock/")["Location"] == "/sign-in/"
    assert SignIn.objects.get().ended_why == "device"
    with pytest.raises(errors.DeviceRetired):
        retire_device(device_id=tablet[0].pk, actor=priya, at=now())


def test_retiring_needs_right_and_place(tablet, jo, york):
    yara = make_person("Yara", role="store manager", scope=york)

    for actor, refusal in ((jo, errors.RightMissing), (yara, errors.PlaceOutsideScope)):
        with pytest.raises(refusal):
            retire_device(device_id=tablet[0].pk, actor=actor, at=NOON)
    assert Device.objects.get().retired_at is None


@pytest.mark.parametrize("pin", ["12345", "123456789", "000000", "123456", "987654", "12a456", ""])
def test_a_pin_that_is_easy_to_guess_is_refused(jo, pin):
    with pytest.raises(errors.PinMalformed):
        set_pin(person=jo, pin=pin, at=NOON)

    assert User.objects.get(pk=jo.pk).pin == ""


def test_a_pin_is_kept_hashed(jo):
    set_pin(person=jo, pin=JOS, at=NOON)

    assert JOS not in User.objects.get(pk=jo.pk).pin
    assert audit_actions(jo) == ["accounts.user.pin_set"]


def test_roles_with_a_second_factor_have_no_pin(ada):
    with pytest.raises(errors.PinNotForRole):
        set_pin(person=ada, pin=JOS, at=NOON)


def test_a_pin_can_be_removed_once(jo):
    set_pin(person=jo, pin=JOS, at=NOON)

    remove_pin(person=jo, at=NOON)

    assert User.objects.get(pk=jo.pk).pin == ""
    with pytest.raises(errors.PinMissing):
        remove_pin(person=jo, at=NOON)


def test_who_gained_a_role_with_a_second_factor_cannot_use_an_old_pin(tablet, staff):
    jo = staff[1]
    jo.groups.add(make_person("F", role="finance").groups.get())

    with pytest.raises(errors.WrongPin):
        prove_pin(person=User.objects.get(pk=jo.pk), device=tablet[0], pin=JOS, at=NOON)

    assert audit_entries(jo)[-1].action == "accounts.session.pin_refused"


def test_the_count_of_wrong_pins_ends_with_a_right_one(tablet, staff):
    jo = User.objects.get(pk=staff[1].pk)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(errors.WrongPin):
                prove_pin(person=jo, device=tablet[0], pin="111222", at=NOON)
        prove_pin(person=jo, device=tablet[0], pin=JOS, at=NOON + timedelta(minutes=1))
