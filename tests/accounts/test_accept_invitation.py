from datetime import timedelta

import pytest

from accounts import errors
from accounts.models import User
from accounts.services import accept_invitation, disable_user, invite_user, reinvite_user
from tests.factories import NOON
from tests.trail import audit_actions

GOOD = "seven quiet lanterns"


@pytest.fixture
def link(ada, network):
    _invitation, secret = invite_user(
        email="sam@example.com",
        name="Sam Okafor",
        roles=["ops agent"],
        places=[network],
        actor=ada,
        at=NOON,
    )
    return secret


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("accounts.views.now", lambda: NOON)


def test_opens_the_account_with_the_chosen_password(link):
    person = accept_invitation(secret=link, password=GOOD, at=NOON)

    person = User.objects.get(pk=person.pk)
    assert person.is_active
    assert person.check_password(GOOD)
    assert audit_actions(person)[-1] == "accounts.user.came_in"


def test_works_once(link):
    accept_invitation(secret=link, password=GOOD, at=NOON)

    with pytest.raises(errors.InvitationNotUsable):
        accept_invitation(secret=link, password="another good one", at=NOON)


def test_refuses_an_expired_link(link):
    with pytest.raises(errors.InvitationNotUsable):
        accept_invitation(secret=link, password=GOOD, at=NOON + timedelta(days=7))


def test_refuses_a_link_that_a_newer_one_replaced(link, ada):
    person = User.objects.get(email="sam@example.com")
    _invitation, newer = reinvite_user(user_id=person.pk, actor=ada, at=NOON)

    with pytest.raises(errors.InvitationNotUsable):
        accept_invitation(secret=link, password=GOOD, at=NOON)

    assert accept_invitation(secret=newer, password=GOOD, at=NOON).is_active


def test_refuses_a_link_that_was_taken_back(link, ada):
    person = User.objects.get(email="sam@example.com")
    disable_user(user_id=person.pk, actor=ada, at=NOON)

    with pytest.raises(errors.InvitationNotUsable):
        accept_invitation(secret=link, password=GOOD, at=NOON)


@pytest.mark.parametrize("weak", ["short", "password1234", "sam okafor sam"])
def test_refuses_a_weak_password_and_keeps_the_link(link, weak):
    with pytest.raises(errors.PasswordTooWeak):
        accept_invitation(secret=link, password=weak, at=NOON)

    assert not User.objects.get(email="sam@example.com").is_active
    assert accept_invitation(secret=link, password=GOOD, at=NOON).is_active


def test_takes_long_words_without_digits_or_signs(link):
    assert accept_invitation(secret=link, password="quietlanternsevening", at=NOON).is_active


def test_refuses_to_invite_again_who_has_come_in(link, ada):
    person = accept_invitation(secret=link, password=GOOD, at=NOON)

    with pytest.raises(errors.PersonAlreadyIn):
        reinvite_user(user_id=person.pk, actor=ada, at=NOON)


def test_page_asks_for_a_password_and_leads_to_the_sign_in(client, link, today):
    page = client.get(f"/invitation/{link}/")
    answer = client.post(f"/invitation/{link}/", {"password": GOOD})

    assert b"sam@example.com" in page.content
    assert answer["Location"] == "/sign-in/?why=invited"
    assert client.get(f"/invitation/{link}/").status_code == 410


def test_page_says_what_is_wrong_with_a_password(client, link, today):
    answer = client.post(f"/invitation/{link}/", {"password": "short"})

    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()


def test_page_of_an_unknown_link_says_that_it_is_over(client, db):
    answer = client.get("/invitation/nonsense/")

    assert answer.status_code == 410
    assert "This invitation is over" in answer.content.decode()
