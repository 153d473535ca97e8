import pytest

from accounts import errors
from accounts.models import SignIn
from accounts.services import end_session
from kernel.clock import now
from tests.factories import make_person
from tests.trail import audit_actions

PASSWORD = "seven quiet lanterns"


@pytest.fixture
def session(client, jo):
    jo.set_password(PASSWORD)
    jo.save(update_fields=["password"])
    client.post("/sign-in/", {"login": jo.email, "password": PASSWORD})
    return SignIn.objects.get()


def end(session, actor):
    return end_session(sign_in_id=session.pk, actor=actor, at=now())


def test_ends_ones_own(client, session, jo):
    end(session, jo)

    assert client.get("/me/").status_code == 302
    assert SignIn.objects.get().ended_why == "ended"
    assert audit_actions(jo)[-1] == "accounts.session.ended"


def test_an_admin_ends_anybodys(client, session, ada):
    end(session, ada)

    assert client.get("/me/").status_code == 302


def test_refuses_a_colleagues(client, session, priya):
    with pytest.raises(errors.NotYourSession):
        end(session, priya)

    assert client.get("/me/").status_code == 200


def test_refuses_that_of_a_person_outside_the_actors_places(session, abroad):
    anne = make_person("Anne", role="admin", scope=abroad)

    with pytest.raises(errors.PersonOutsideScope):
        end(session, anne)


def test_refuses_one_that_has_ended(session, jo):
    end(session, jo)

    with pytest.raises(errors.SessionEnded):
        end(session, jo)


def test_the_list_says_which_is_this_one(client, session, jo):
    page = client.get("/me/").content.decode()

    assert "This one" in page
    assert "127.0.0.1" in page


def test_nobody_ends_anothers_by_its_number(client, session, priya):
    client.force_login(priya)

    assert client.post(f"/me/sessions/{session.pk}/end/").status_code == 404
