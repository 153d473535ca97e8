"""The audit trail as different people see it."""

from datetime import timedelta

import pytest

from audit.models import Entry
from audit.services import record
from audit.services.seals import seal_entries
from kernel.context import acting
from tests.factories import NOON, make_person, make_place
from tests.horizon import wait_for_others
from tests.inventory.ledger.screens import words

pytestmark = pytest.mark.django_db
LIST = "/audit/entries/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def deeds(network, camden, ada):
    """What Ada did in Camden, what a till did in York, and something of no place."""
    york = make_place("027", parent=network, name="York")
    with acting(request_id="req-1", correlation_id="cor-1", ip="10.0.0.7"):
        record(
            "accounts.place.renamed",
            camden,
            actor=ada,
            at=NOON,
            place=camden,
            before={"name": "Camden"},
            after={"name": "Camden High Street"},
            reason="Moved across the road",
        )
    with acting(client="client:till"):
        record("inventory.event.fixed", york, actor=None, at=NOON, place=york)
    record("accounts.user.invited", ada, actor=None, at=NOON)
    return {"Camden": camden, "York": york}


def seen_by(client, person, path=LIST):
    client.force_login(person)
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


ALL = {"Place renamed", "Event fixed", "Person invited"}


def shown(page):
    return {words for words in ALL if words in page}


def test_an_auditor_of_a_network_reads_all_of_it(client, tove, deeds):
    status, page = seen_by(client, tove)

    assert status == 200
    assert shown(page) == ALL
    assert "client:till" in page
    assert "Ada" in page
    assert "Plumbline" in words(page.split("<tbody")[1])


def test_a_narrow_scope_shows_neither_other_places_nor_rows_of_none(client, deeds):
    finn = make_person("Finn", role="finance", scope=deeds["York"])

    _status, page = seen_by(client, finn)

    assert shown(page) == {"Event fixed"}


def test_another_network_shows_nothing_of_this_one(client, deeds):
    finn = make_person("Finn", role="finance", scope=make_place("FR"))

    _status, page = seen_by(client, finn)

    assert shown(page) == {"Person invited"}


@pytest.mark.parametrize("role", ["store staff", "ops agent", "warehouse", ""])
def test_other_roles_read_which_right_is_missing(client, network, deeds, role):
    status, page = seen_by(client, make_person("Jo", role=role, scope=network))

    assert status == 403
    assert not shown(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=ada", {"Place renamed"}),
        ("actor=nobody", set()),
        ("agent=client", {"Event fixed"}),
        ("action=accounts.", {"Place renamed", "Person invited"}),
        ("action=accounts.user", {"Person invited"}),
        ("action=accounts", {"Place renamed", "Person invited"}),
        ("action=Person+invited", {"Person invited"}),
        ("action=event", {"Event fixed"}),
        ("action=user", {"Person invited"}),
        ("action=nothing+such", set()),
        ("subject=112", {"Place renamed"}),
        ("place=027", {"Event fixed"}),
        ("place=UK", {"Place renamed", "Event fixed"}),
        ("place=nowhere", set()),
        ("request=req-1", {"Place renamed"}),
        ("request=cor-1", {"Place renamed"}),
        ("recorded_before=2020-01-01", set()),
        ("seal=waits", ALL),
        ("seal=sealed", set()),
    ],
)
def test_narrows_by_filters(client, tove, deeds, query, found):
    status, page = seen_by(client, tove, f"{LIST}?{query}")

    assert status == 200
    assert shown(page) == found


def test_narrows_to_one_subject(client, tove, deeds):
    place = deeds["York"]

    _status, page = seen_by(client, tove, f"{LIST}?subject=accounts.place:{place.pk}")

    assert shown(page) == {"Event fixed"}


def test_an_entry_shows_the_difference_and_where_it_came_from(client, tove, deeds):
    entry = Entry.objects.get(action="accounts.place.renamed")

    status, page = seen_by(client, tove, f"{LIST}{entry.pk}/")

    assert status == 200
    for said in ("Camden High Street", "Moved across the road", "10.0.0.7", "req-1", "cor-1"):
        assert said in page
    assert "Waits for a seal" in page


def test_an_entry_reads_as_words_and_not_as_data(client, tove, camden, ada):
    after = {"on_hand": 4, "lowered": [], "lines": ["SKU-1", "SKU-2"]}
    record("inventory.count.posted", camden, actor=ada, at=NOON, place=camden, after=after)
    entry = Entry.objects.get(action="inventory.count.posted")

    page = words(seen_by(client, tove, f"{LIST}{entry.pk}/")[1])

    assert "On hand – 4" in page
    assert "Lowered – –" in page
    assert "SKU-1, SKU-2" in page


def test_an_entry_of_another_place_is_not_there(client, deeds):
    finn = make_person("Finn", role="finance", scope=deeds["York"])
    entry = Entry.objects.get(action="accounts.place.renamed")

    status, page = seen_by(client, finn, f"{LIST}{entry.pk}/")

    assert status == 404
    assert "Camden High Street" not in page


@pytest.mark.parametrize("reference", ["0", "abc", "9" * 30])
def test_an_entry_nobody_wrote_is_not_there(client, tove, deeds, reference):
    assert seen_by(client, tove, f"{LIST}{reference}/")[0] == 404


def test_pages_by_key_without_losing_or_repeating_a_row(client, tove, network):
    for number in range(60):
        record("a.b.c", network, actor=None, at=NOON, after={"n": number})
    client.force_login(tove)

    first = client.get(f"{LIST}?size=25").context["list"]
    second = client.get(f"{LIST}?{first.page.next.query}").context["list"]
    back = client.get(f"{LIST}?{second.page.previous.query}").context["list"]

    numbers = [row.after["n"] for row in (*first.page.rows, *second.page.rows)]
    assert numbers == list(range(59, 9, -1))
    assert [row.pk for row in back.page.rows] == [row.pk for row in first.page.rows]


def test_asks_few_questions(client, tove, network, ada, django_assert_max_num_queries):
    for number in range(60):
        record("a.b.c", ada, actor=ada, at=NOON + timedelta(seconds=number), place=network)
    client.force_login(tove)
    client.get(LIST)

    with django_assert_max_num_queries(14):
        assert client.get(LIST).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_says_in_which_block_an_entry_is_sealed(client, tove, deeds, anchor_file):
    entry = Entry.objects.get(action="accounts.place.renamed")
    wait_for_others()
    seal_entries(at=NOON)

    _status, page = seen_by(client, tove, f"{LIST}{entry.pk}/")

    assert "Block 1" in page
    assert "1, 3 entries" in page
