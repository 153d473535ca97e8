"""What ends a session, and what does not."""

from datetime import timedelta

import pytest

from accounts import session_rules
from accounts.models import SignIn
from kernel.clock import now
from tests.factories import make_person

PASSWORD = "seven quiet lanterns"


class Clock:
    def __init__(self):
        self.at = now()

    def __call__(self):
        return self.at

    def tick(self, **delta):
        self.at += timedelta(**delta)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in ("session_rules", "sign_in", "views"):
        monkeypatch.setattr(f"accounts.{module}.now", made)
    return made


@pytest.fixture
def inside(client, priya, clock):
    priya.set_password(PASSWORD)
    priya.save(update_fields=["password"])
    client.post("/sign-in/", {"login": priya.email, "password": PASSWORD})
    return client


def test_ends_after_thirty_minutes_without_use(inside, clock):
    clock.tick(minutes=29)
    assert inside.get("/me/").status_code == 200
    clock.tick(minutes=30)

    answer = inside.get("/me/")

    assert answer["Location"] == "/sign-in/?next=%2Fme%2F&why=idle"
    assert SignIn.objects.get().ended_why == "idle"
    assert "30 minutes without use" in inside.get(answer["Location"]).content.decode()


def test_polls_are_not_use(inside, clock):
    for _ in range(30):
        clock.tick(minutes=1)
        answer = inside.get(
            "/poll/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"}
        )

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fme%2F&why=idle"


def test_ends_after_twelve_hours_however_busy(inside, clock):
    for _ in range(36):
        clock.tick(minutes=20)
        answer = inside.get("/me/")

    assert answer["Location"].endswith("why=too_old")
    assert SignIn.objects.get().ended_why == "too_old"


def test_notes_use_at_most_once_a_minute(inside, clock, django_assert_max_num_queries):
    began = SignIn.objects.get().seen_at
    clock.tick(seconds=30)
    inside.get("/me/")
    assert SignIn.objects.get().seen_at == began

    clock.tick(seconds=31)
    inside.get("/me/")

    assert SignIn.objects.get().seen_at == clock.at


def test_a_form_leads_back_to_the_first_page(inside, clock):
    clock.tick(hours=1)

    answer = inside.post("/me/", {"name": "x"})

    assert answer["Location"] == "/sign-in/?next=%2F&why=idle"


def test_leaves_anonymous_people_and_the_api_alone(client, db):
    assert client.get("/sign-in/").status_code == 200


def test_a_session_without_a_beginning_begins_when_it_is_seen(client, jo):
    client.force_login(jo)

    assert client.get("/me/").status_code == 200
    assert client.session["began_at"]


@pytest.mark.parametrize(
    ("roles", "needed"),
    [("admin", True), ("finance", True), ("auditor", True), ("ops lead", False)],
)
def test_knows_which_roles_need_a_second_factor(settings, db, roles, needed):
    settings.SECOND_FACTOR_REQUIRED = True
    person = make_person("Some", role=roles)

    assert session_rules.needs_second_factor(person) is needed


def test_asks_nobody_for_one_in_the_demonstration(settings, ada):
    settings.SECOND_FACTOR_REQUIRED = False

    assert not session_rules.needs_second_factor(ada)
