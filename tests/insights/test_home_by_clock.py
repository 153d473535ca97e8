"""My work of the desk: one's own cases with their clocks; and what each room says has changed."""

from datetime import timedelta

import pytest

from accounts.models import User
from approvals.shell import changes
from exceptions.models import Case
from exceptions.services import assign_case, start_case, wait_with_case
from exceptions.shell import OWN_SHOWN, work
from inventory.counts.changes import finished
from inventory.receiving.changes import arrived
from inventory.transfers.changes import ended
from kernel import clock
from tests.approvals.world import ask, make_world, vote
from tests.exceptions.desk import make_case
from tests.factories import NOON, make_person, make_place
from tests.inventory.counts import world as counts
from tests.inventory.transfers import world as transfers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


@pytest.fixture
def omar(uk) -> User:
    return make_person("Omar", role="ops agent", scope=uk)


def mine(omar, uk, number, minutes) -> Case:
    case = make_case(uk, fingerprint=f"cell:{number}", title=f"Trouble {number}", at=clock.now())
    assign_case(case_id=case.pk, owner=omar, actor=omar, at=clock.now())
    due = clock.now() + timedelta(minutes=minutes, seconds=30)
    Case.objects.filter(pk=case.pk).update(due_at=due)
    return case


def test_ones_own_cases_stand_with_their_clocks_soonest_first(omar, uk, client):
    for number, minutes in enumerate([90, -31, 22]):
        mine(omar, uk, number, minutes)
    client.force_login(omar)

    page = client.get("/").content.decode().split('class="lines work"')[1]

    order = [page.index(title) for title in ("Trouble 1", "Trouble 2", "Trouble 0")]
    assert order == sorted(order)
    assert "over" in page
    assert "22m" in page


def test_more_than_five_are_counted_with_a_link(omar, uk):
    for number in range(OWN_SHOWN + 2):
        mine(omar, uk, number, 60 + number)

    items = list(work(omar))

    assert [item.title for item in items[:OWN_SHOWN]] == [f"Trouble {n}" for n in range(OWN_SHOWN)]
    assert (items[OWN_SHOWN].title, items[OWN_SHOWN].url) == (
        "2 more of yours",
        "/exceptions/cases/?owner=me",
    )


def test_open_cases_stand_under_the_clock_of_the_first_nobody_holds(omar, uk):
    for number, minutes in enumerate([-50, -20, 45]):
        mine(omar, uk, number, minutes)
    Case.objects.exclude(title="Trouble 0").update(owner=None, status=Case.Status.OPEN)

    item = list(work(omar))[-1]

    assert (item.title, item.left, item.tone) == ("3 open cases", -19, "bad")
    assert item.due == Case.objects.get(title="Trouble 1").due_at


def test_a_case_whose_clock_stands_still_says_on_whom_it_waits(omar, uk):
    case = mine(omar, uk, 0, 60)
    start_case(case_id=case.pk, actor=omar, at=clock.now())
    wait_with_case(case_id=case.pk, on="the carrier", actor=omar, at=clock.now())

    item = next(iter(work(omar)))

    assert item.left is None
    assert item.subtitle.endswith("waits on the carrier")


def test_cases_wait_for_nobody_who_may_only_read_them(uk):
    make_case(uk)
    tove = make_person("Tove", role="auditor", scope=uk)

    assert list(work(tove)) == []


def test_cases_of_others_are_no_rows_of_mine(omar, uk):
    make_case(uk)

    assert [item.title for item in work(omar)] == ["1 open case"]


def test_says_what_others_decided_on_what_one_asked_for():
    world = make_world()
    vote(ask(world, code="one"), world.mo)
    vote(ask(world, code="two"), world.mo, "reject")
    since = clock.now() - timedelta(days=9_000)

    said = [(change.text, change.tone) for change in changes(world.omar, since)]

    assert said == [
        ("1 request of yours was approved", "ok"),
        ("1 request of yours was rejected", "bad"),
    ]
    assert list(changes(world.mo, since)) == []


def test_says_which_transfers_ended_at_ones_places():
    world, since = transfers.make_world(), NOON - timedelta(days=1)
    world.receive_all(world.shipped())

    said = [line.text for line in [*ended(world.priya, since), *arrived(world.priya, since)]]

    assert said == ["1 transfer was received or closed", "1 delivery arrived"]


def test_says_which_counts_were_finished_at_ones_places():
    store, since = counts.make_store(), NOON - timedelta(days=1)
    counts.counted(store, counts.scan())

    assert [line.text for line in finished(store.priya, since)] == ["1 count was finished"]


def test_nothing_is_said_of_what_ended_before(omar):
    assert list(ended(omar, clock.now())) == list(finished(omar, clock.now())) == []
