"""My work: what waits, soonest first, and what changed since the last visit."""

from datetime import timedelta

import pytest

from exceptions.services import close_case, open_case
from insights.models import Visit
from kernel import clock
from tests.factories import make_person, make_place
from workbench.registry import WorkItem, WorkProvider, registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


@pytest.fixture
def omar(uk, client):
    person = make_person("Omar", role="ops agent", scope=uk)
    client.force_login(person)
    return person


def work(*items):
    return [WorkProvider("work.view", lambda user: items)]


def item(title, minutes=None, tone=""):
    due = None if minutes is None else clock.now() + timedelta(minutes=minutes, seconds=30)
    return WorkItem(title, "", "/x/", 1, tone, due)


def test_the_missed_stand_first_then_the_soonest_then_the_rest(omar, client, monkeypatch):
    items = work(item("Calm"), item("Late feed", 22), item("Red", tone="bad"), item("Missed", -31))
    monkeypatch.setattr(registry, "work", items)

    page = client.get("/").content.decode().split('class="lines work"')[1]

    order = [page.index(title) for title in ("Missed", "Late feed", "Red", "Calm")]
    assert order == sorted(order)
    assert "31m over" in page
    assert "22m" in page


def test_the_one_filled_button_opens_the_first(omar, client, monkeypatch):
    monkeypatch.setattr(registry, "work", work(item("Calm")))

    page = client.get("/").content.decode()

    assert page.count("btn primary") == 1
    assert '<a class="btn primary" href="/x/" data-key="n"' in page


def test_work_of_other_roles_is_absent(omar, client, monkeypatch):
    secret = WorkProvider("users.manage", lambda user: [item("Secret")])
    monkeypatch.setattr(registry, "work", [secret])

    assert "Secret" not in client.get("/").content.decode()


def test_nothing_to_do_is_good_news(omar, client, monkeypatch):
    monkeypatch.setattr(registry, "work", [])

    page = client.get("/").content.decode()

    assert "Nothing waits for you" in page
    assert "This is your first visit." in page
    assert "btn primary" not in page


def test_says_what_changed_meanwhile_in_ones_own_places_only(omar, uk, client):
    now = clock.now()
    Visit.objects.create(user=omar, seen_at=now, previous_at=now - timedelta(hours=17))
    for number, place in enumerate([uk, uk, make_place("FR")]):
        open_case(kind="k", fingerprint=f"k:{number}", title="T", subject=uk, at=now, place=place)
    close_case(fingerprint="k:1", at=now, note="cured")

    page = client.get("/").content.decode()

    assert "2 cases were opened" in page
    assert "1 case was closed" in page
    assert "17 hours ago" in page


def test_costs_few_questions(omar, client, django_assert_max_num_queries):
    client.get("/")

    with django_assert_max_num_queries(25):
        client.get("/")
