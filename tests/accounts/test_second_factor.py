"""Who needs a code besides the password gets nowhere without."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts import errors
from accounts.models import SignIn
from accounts.services import reset_second_factor
from kernel.clock import now
from tests.factories import NOON
from tests.trail import audit_actions

PASSWORD = "seven quiet lanterns"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def admin(ada):
    ada.set_password(PASSWORD)
    ada.save(update_fields=["password"])
    return ada


@pytest.fixture
def with_code(admin):
    TOTP.activate(admin, SECRET)
    return admin


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(now().timestamp()) // 30))


def sign_in(client, person):
    return client.post("/sign-in/", {"login": person.email, "password": PASSWORD})


def test_leads_to_the_set_up_and_opens_nothing_else(client, admin):
    sign_in(client, admin)

    for page in ("/", "/me/", "/accounts/users/", "/search/?q=abc", "/poll/"):
        assert client.get(page)["Location"] == "/me/second-factor/set-up/", page
    assert client.post("/accounts/users/invite/", {})["Location"] == "/me/second-factor/set-up/"
    page = client.get("/me/second-factor/set-up/").content.decode()
    assert "Nothing else opens until it is set up." in page


def test_opens_everything_once_it_is_set_up(client, admin, django_capture_on_commit_callbacks):
    sign_in(client, admin)
    client.get("/me/second-factor/set-up/")
    secret = client.session["mfa.totp.secret"]

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/me/second-factor/set-up/", {"code": code_now(secret)})

    assert answer["Location"] == "/me/recovery-codes/"
    assert client.get("/me/").status_code == 200
    assert "accounts.user.totp_activated" in audit_actions(admin)


def test_seals_the_key_in_the_database(client, admin):
    sign_in(client, admin)
    client.get("/me/second-factor/set-up/")
    secret = client.session["mfa.totp.secret"]
    client.post("/me/second-factor/set-up/", {"code": code_now(secret)})

    stored = Authenticator.objects.get(user=admin, type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("v1.")


def test_refuses_a_wrong_code_at_set_up(client, admin):
    sign_in(client, admin)
    client.get("/me/second-factor/set-up/")

    client.post("/me/second-factor/set-up/", {"code": "000000"})

    assert not Authenticator.objects.exists()


def test_asks_for_the_code_after_the_password(client, with_code):
    answer = sign_in(client, with_code)

    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/me/").status_code == 302
    assert not SignIn.objects.exists()
    client.post("/sign-in/code/", {"code": code_now()})
    assert client.get("/me/").status_code == 200
    assert SignIn.objects.get().means == "code"


def test_refuses_a_wrong_code(client, with_code):
    sign_in(client, with_code)

    client.post("/sign-in/code/", {"code": "000000"})

    assert client.get("/me/").status_code == 302
    assert not SignIn.objects.exists()


def test_refuses_a_code_that_was_used(client, with_code):
    code = code_now()
    sign_in(client, with_code)
    client.post("/sign-in/code/", {"code": code})
    other = Client()
    sign_in(other, with_code)

    other.post("/sign-in/code/", {"code": code})

    assert other.get("/me/").status_code == 302


def test_takes_each_recovery_code_once(client, with_code):
    from_codes = Authenticator.Type.RECOVERY_CODES
    client.force_login(with_code)
    sign_in_again(client)
    client.post("/me/recovery-codes/new/")
    code = Authenticator.objects.get(type=from_codes).wrap().get_unused_codes()[0]
    first, second = Client(), Client()

    for browser in (first, second):
        sign_in(browser, with_code)
        browser.post("/sign-in/code/", {"code": code})

    assert first.get("/me/").status_code == 200
    assert second.get("/me/").status_code == 302


def sign_in_again(client):
    client.post("/sign-in/again/", {"password": PASSWORD})


def test_a_role_that_needs_it_cannot_drop_it(client, with_code):
    client.force_login(with_code)
    sign_in_again(client)

    client.post("/me/second-factor/remove/")

    assert Authenticator.objects.filter(user=with_code, type="totp").exists()


def test_asks_for_the_password_again_before_the_codes_are_shown(client, with_code):
    sign_in(client, with_code)
    client.post("/sign-in/code/", {"code": code_now()})
    session = client.session
    session["began_at"] -= 301
    session.save()

    answer = client.get("/me/recovery-codes/new/")

    assert answer["Location"].startswith("/sign-in/again/")


def test_others_may_use_one_and_drop_it(client, priya):
    priya.set_password(PASSWORD)
    priya.save(update_fields=["password"])
    TOTP.activate(priya, SECRET)
    client.force_login(priya)
    sign_in_again(client)

    client.post("/me/second-factor/remove/")

    assert not Authenticator.objects.exists()


def test_a_reset_takes_it_away_and_ends_the_sessions(client, ada, priya, with_code):
    TOTP.activate(priya, SECRET)
    client.force_login(priya)
    client.get("/me/")

    reset_second_factor(user_id=priya.pk, actor=ada, at=now(), reason="Lost the phone")

    assert not Authenticator.objects.filter(user=priya).exists()
    assert client.get("/me/").status_code == 302
    assert audit_actions(priya)[-1] == "accounts.user.second_factor_reset"


def test_nobody_resets_their_own(with_code):
    with pytest.raises(errors.OwnAccount):
        reset_second_factor(user_id=with_code.pk, actor=with_code, at=NOON)

    assert Authenticator.objects.exists()


def test_there_must_be_one_to_reset(ada, priya):
    with pytest.raises(errors.NoSecondFactor):
        reset_second_factor(user_id=priya.pk, actor=ada, at=NOON)


def test_a_reset_needs_the_right(priya, jo):
    TOTP.activate(jo, SECRET)

    with pytest.raises(errors.RightMissing):
        reset_second_factor(user_id=jo.pk, actor=priya, at=NOON)
