"""Signing in, by the front door."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import SignIn, User
from accounts.services import disable_user
from kernel.clock import now
from tests.trail import audit_actions, audit_entries

PASSWORD = "seven quiet lanterns"


@pytest.fixture
def omar(priya):
    """Somebody with a password, and a session of last week from the shop's address."""
    priya.set_password(PASSWORD)
    priya.save(update_fields=["password"])
    return priya


def sign_in(client, email="priya@example.com", password=PASSWORD, ip="198.51.100.7"):
    form = {"login": email, "password": password}
    return client.post("/sign-in/?next=/me/", {**form, "next": "/me/"}, REMOTE_ADDR=ip)


def test_lets_in_by_email_whatever_its_case_and_leads_back(client, omar):
    answer = sign_in(client, email="PRIYA@example.com")

    assert answer["Location"] == "/me/"
    row = SignIn.objects.get()
    assert (row.person, row.means, row.ip, row.ended_at) == (omar, "password", "198.51.100.7", None)
    assert audit_entries(omar)[-1].action == "accounts.session.begun"
    assert client.get("/me/").status_code == 200


def test_changes_the_session_key(client, omar):
    client.get("/sign-in/")
    client.cookies["sessionid"] = "planted"

    sign_in(client)

    assert client.cookies["sessionid"].value != "planted"


@pytest.mark.parametrize("email", ["priya@example.com", "nobody@example.com"])
def test_says_the_same_of_a_wrong_password_and_an_unknown_address(client, omar, email):
    answer = sign_in(client, email=email, password="wrong wrong wrong")

    page = answer.content.decode()
    assert "do not belong together" in page
    assert "wrong wrong" not in page
    assert not SignIn.objects.exists()


def test_puts_a_failure_on_the_trail(client, omar):
    sign_in(client, password="wrong")

    assert audit_actions(omar) == ["accounts.session.refused"]
    assert audit_entries(omar)[0].ip == "198.51.100.7"


def test_never_leads_to_another_site(client, omar, settings):
    form = {"login": omar.email, "password": PASSWORD, "next": "https://evil.example/"}

    answer = client.post("/sign-in/", form)

    assert answer["Location"] == settings.LOGIN_REDIRECT_URL


def test_refuses_a_disabled_account(client, omar):
    disable_user(user_id=omar.pk, actor=None, at=now())

    answer = sign_in(client)

    assert answer["Location"] == "/sign-in/closed/"
    assert "disabled" in client.get("/sign-in/closed/").content.decode()
    assert not SignIn.objects.exists()


def test_offers_no_way_to_sign_up(client, db):
    assert client.get("/signup/").status_code == 404
    assert "sign up" not in client.get("/sign-in/").content.decode().lower()


def test_stops_after_five_failures_from_one_address(client, omar):
    for _ in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert "Too many failed sign-ins" in answer.content.decode()
    assert not SignIn.objects.exists()


def test_failing_elsewhere_does_not_lock_the_shop_out(client, omar):
    sign_in(Client(), ip="203.0.113.1")
    for attacker in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"):
        for _ in range(5):
            sign_in(Client(), password="wrong", ip=attacker)

    stranger = sign_in(Client(), ip="192.0.2.99")
    shop = sign_in(client, ip="203.0.113.1")

    assert "Too many failed sign-ins" in stranger.content.decode()
    assert shop.status_code == 302


def test_a_colleague_is_not_locked_out_by_ones_failures(client, omar, jo):
    jo.set_password(PASSWORD)
    jo.save(update_fields=["password"])
    for _ in range(5):
        sign_in(client, password="wrong")

    assert sign_in(client, email="jo@example.com").status_code == 302


def test_signing_out_ends_the_session(client, omar):
    sign_in(client)
    cookie = client.cookies["sessionid"].value

    client.post("/sign-out/")

    row = SignIn.objects.get()
    assert row.ended_why == "signed_out"
    client.cookies["sessionid"] = cookie
    assert client.get("/me/").status_code == 302


def test_signing_out_asks_first_when_it_was_a_link(client, omar):
    sign_in(client)

    assert client.get("/sign-out/").status_code == 200
    assert SignIn.objects.get().ended_at is None


def reset_link(client, email="priya@example.com"):
    client.post("/password/reset/", {"email": email})
    return re.search(r"http://testserver(/password/reset/\S+)", mail.outbox[-1].body)[1]


def test_a_new_password_by_email_ends_every_session(client, omar):
    sign_in(client)
    other = Client()
    page = other.get(reset_link(other), follow=True)

    new = "eight louder lanterns"
    answer = other.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert answer["Location"] == "/password/reset/done/"
    assert User.objects.get(pk=omar.pk).check_password(new)
    assert client.get("/me/").status_code == 302
    assert SignIn.objects.get().ended_why == "password"
    assert audit_actions(omar)[-1] == "accounts.user.password_changed"


def test_a_reset_link_works_once(client, omar):
    link = reset_link(client)
    page = client.get(link, follow=True)
    new = "eight louder lanterns"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert "used or has expired" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("weak", ["short", "password1234"])
def test_a_weak_new_password_is_refused(client, omar, weak):
    page = client.get(reset_link(client), follow=True)

    answer = client.post(page.request["PATH_INFO"], {"password1": weak, "password2": weak})

    assert answer.status_code == 200
    assert User.objects.get(pk=omar.pk).check_password(PASSWORD)


def test_an_unknown_address_gets_no_letter_and_the_same_page(client, omar):
    answer = client.post("/password/reset/", {"email": "nobody@example.com"})

    assert answer["Location"] == "/password/reset/sent/"
    assert not mail.outbox


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, omar):
    sign_in(client)
    other = Client()
    sign_in(other)
    new = "eight louder lanterns"

    client.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    assert SignIn.objects.open().count() == 1


def test_a_session_lasts_where_the_clock_says_so(client, omar):
    sign_in(client)

    session = client.session
    assert session["sign_in"] == SignIn.objects.get().pk
    assert timedelta(seconds=session.get_expiry_age()) <= timedelta(hours=12)
