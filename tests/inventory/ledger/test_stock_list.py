"""The stock list: filters, order, paging, past moments, money and scope."""

import pytest

from inventory.catalog.models import Category, CostPrice, Location
from inventory.ledger import past
from inventory.ledger.hooks import LateFeed, hooks
from inventory.ledger.models import StockLevel
from inventory.ledger.views import stock
from inventory.ledger.views.stock import StockList
from inventory.ledger.vocabulary import End
from tests import cache_keys
from tests.factories import make_person
from tests.inventory.ledger.books import day, make_location, make_sku, receive, sell, write_movement
from tests.inventory.ledger.screens import jo, lena, seen_by

pytestmark = pytest.mark.django_db
LIST = "/inventory/stock/"


@pytest.fixture
def stocked(floor):
    """Crew M: 8 at Camden, 30 at Soho, 5 in Lyon. Crew L: 2 below zero at Camden."""
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(3))
    receive(floor.sku, floor.soho, 30, at=day(2))
    receive(floor.sku, floor.lyon, 5, at=day(2))
    sell(floor.other, floor.camden, 2, at=day(4))
    StockLevel.objects.filter(sku=floor.other).update(below_zero_since=day(4))
    return floor


def cells(client, person, query=""):
    """SKU, location and on hand of each line, in the order shown."""
    client.force_login(person)
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    lines = answer.context["list"].page.rows
    return [(line.stock.sku, line.stock.location, line.stock.on_hand) for line in lines]


M_CAMDEN, M_SOHO = ("crew-m", "camden", 8), ("crew-m", "soho", 30)
L_CAMDEN = ("crew-l", "camden", -2)


def test_shows_every_cell_in_scope_by_sku_and_location(client, stocked):
    assert cells(client, lena(stocked)) == [L_CAMDEN, M_CAMDEN, M_SOHO]


def test_shows_nothing_of_other_places(client, stocked):
    assert cells(client, jo(stocked)) == [L_CAMDEN, M_CAMDEN]
    assert cells(client, jo_again(stocked), "place=soho") == []


def jo_again(floor):
    return make_person("Joan", role="store staff", scope=floor.camden.place)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=crew-m", [M_CAMDEN, M_SOHO]),
        ("q=CREW-M", [M_CAMDEN, M_SOHO]),
        ("q=100%25", []),
        ("place=soho", [M_SOHO]),
        ("place=uk", [L_CAMDEN, M_CAMDEN, M_SOHO]),
        ("place=lyon", []),
        ("place=nowhere", []),
        ("kind=store", [L_CAMDEN, M_CAMDEN, M_SOHO]),
        ("kind=dc", []),
        ("stock=has", [M_CAMDEN, M_SOHO]),
        ("stock=none", []),
        ("stock=below_zero", [L_CAMDEN]),
        ("state=available", [L_CAMDEN, M_CAMDEN, M_SOHO]),
        ("state=damaged", []),
        ("sort=-sku", [M_SOHO, M_CAMDEN, L_CAMDEN]),
        ("sort=location", [L_CAMDEN, M_CAMDEN, M_SOHO]),
        ("sort=-on_hand", [M_SOHO, M_CAMDEN, L_CAMDEN]),
        ("sort=available", [L_CAMDEN, M_CAMDEN, M_SOHO]),
        ("sort=-sellable", [M_SOHO, M_CAMDEN, L_CAMDEN]),
    ],
)
def test_narrows_and_sorts(client, stocked, query, found):
    assert cells(client, lena(stocked), query) == found


def test_finds_a_sku_by_its_barcode_and_its_category(client, stocked):
    knits = Category.objects.create(network=stocked.network, code="knit", name="Knit", path="/1/")
    stocked.sku.identifiers.create(scheme="ean13", value="5012345678900")
    stocked.sku.category = knits
    stocked.sku.save(update_fields=["category"])
    person = lena(stocked)

    assert cells(client, person, "q=5012345678900") == [M_CAMDEN, M_SOHO]
    assert cells(client, person, f"category={knits.pk}") == [M_CAMDEN, M_SOHO]


@pytest.mark.parametrize("sort", ["sku", "-sku", "location", "-on_hand", "available"])
def test_pages_there_and_back_without_losing_a_row(client, floor, sort):
    for number in range(60):
        sku = make_sku(f"s{number:02}", network=floor.network)
        receive(sku, floor.camden, number % 7 + 1, at=day(1))
    client.force_login(lena(floor))

    pages, query = [], f"sort={sort}&size=25"
    for _page in range(3):
        shown = client.get(f"{LIST}?{query}", follow=True).context["list"].page
        pages.append([line.pk for line in shown.rows])
        query = shown.next.query if shown.next else ""
    back = client.get(f"{LIST}?{shown.previous.query}").context["list"].page

    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({pk for page in pages for pk in page}) == 60
    assert [line.pk for line in back.rows] == pages[1]
    assert not query


def test_a_cursor_of_nonsense_begins_at_the_start(client, stocked):
    assert cells(client, lena(stocked), "after=bm9uc2Vuc2U") == [L_CAMDEN, M_CAMDEN, M_SOHO]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("at=2026-11-02T12:00:00", [("crew-l", "camden", 0), ("crew-m", "camden", 10), M_SOHO]),
        ("at=2026-11-02T12:00:00&stock=has", [("crew-m", "camden", 10), M_SOHO]),
        ("at=2026-11-02T11:59:59&stock=has", [("crew-m", "camden", 10)]),
        ("known=2026-11-01T12:00:00&stock=has&sort=-on_hand", [("crew-m", "camden", 10)]),
        ("at=2026-11-04T12:00:00&stock=below_zero", [L_CAMDEN]),
    ],
)
def test_shows_a_past_moment(client, stocked, query, found):
    assert cells(client, lena(stocked), query) == found


def test_refuses_a_past_moment_of_too_many_cells_in_words(client, stocked, monkeypatch):
    monkeypatch.setattr(past, "MOST_CELLS", 2)

    _status, page = seen_by(client, lena(stocked), f"{LIST}?at=2026-11-02T12:00")

    assert "Too many cells for a past moment" in page
    assert cells(client, jo(stocked), "at=2026-11-02T12:00:00&stock=has") == [
        ("crew-m", "camden", 10)
    ]


def test_says_that_a_moment_just_now_is_not_settled(client, stocked):
    _status, page = seen_by(client, lena(stocked), f"{LIST}?known=2999-01-01T00:00:00")

    assert "Postings of the last minute may still be added." in page


def test_a_moment_that_cannot_be_read_is_said_and_not_used(client, stocked):
    _status, page = seen_by(client, lena(stocked), f"{LIST}?at=yesterday")

    assert "Not used" in page
    assert "Too many cells" not in page


def test_money_shows_only_to_those_who_may_see_it(client, stocked):
    CostPrice.objects.create(sku=stocked.sku, kind="cost", amount="2.50", valid_from=day(1).date())

    _status, hers = seen_by(client, lena(stocked), LIST)
    _status, his = seen_by(client, jo(stocked), f"{LIST}?cols=sku,value")

    assert "At cost" in hers
    assert "At cost" not in his


def test_a_late_place_is_marked_and_told(client, stocked, monkeypatch):
    late = LateFeed("Till", day(1), 62)
    monkeypatch.setattr(hooks, "late_feeds", lambda ids, at: {stocked.camden.pk: late})

    _status, page = seen_by(client, lena(stocked), LIST)

    assert "1h 02m late" in page
    assert "Till, Camden has sent nothing for 62 minutes." in page


def test_an_order_by_a_number_is_kept_but_the_numbers_are_fresh(client, stocked, monkeypatch):
    monkeypatch.setattr(stock, "KEEP_ORDER_S", 3_600)
    person = lena(stocked)
    cells(client, person, "sort=-on_hand")
    receive(stocked.sku, stocked.camden, 100, at=day(5))

    assert cells(client, person, "sort=-on_hand") == [M_SOHO, ("crew-m", "camden", 108), L_CAMDEN]
    cache_keys.forget()
    assert cells(client, person, "sort=-on_hand")[0] == ("crew-m", "camden", 108)


def test_an_empty_list_says_what_would_be_here(client, floor):
    _status, page = seen_by(client, lena(floor), LIST)

    assert "No stock yet" in page


def test_asks_few_questions(client, stocked, django_assert_max_num_queries):
    place = make_location("york", under=stocked.network)
    for number in range(60):
        receive(make_sku(f"s{number}", network=stocked.network), place, 3, at=day(1))
    client.force_login(lena(stocked))
    client.get(LIST)

    with django_assert_max_num_queries(14):
        assert client.get(f"{LIST}?kind={Location.Kind.STORE}&stock=has").status_code == 200


def test_every_row_of_the_view_goes_into_an_export(stocked):
    person = lena(stocked)
    view = StockList.for_person(person, person, "stock=has&sort=-on_hand")

    assert [(line.stock.location, line.stock.on_hand) for line in view.every_row()] == [
        ("soho", 30),
        ("camden", 8),
    ]


def test_sellable_is_available_less_what_other_states_lack(client, stocked):
    event = sell(stocked.sku, stocked.camden, 1, at=day(6))
    write_movement(event, End.RESERVED, End.CUSTOMER, 3)
    client.force_login(lena(stocked))

    line = client.get(f"{LIST}?q=crew-m&place=camden").context["list"].page.rows[0]

    assert (line.stock.available, line.stock.reserved) == (7, -3)
    assert (line.stock.on_hand, line.stock.sellable) == (4, 4)
