"""The list class, on a list of places."""

from typing import Any

import pytest
from django.test import Client

from kernel.lists import paging
from tests.factories import make_person, make_place
from tests.kernel.place_list import PlaceList

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]

FRAGMENT = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "list"}


@pytest.fixture
def omar(client: Client) -> Client:
    """Sees the UK with its stores, not France."""
    uk, france = make_place("UK", name="Northwind"), make_place("FR", name="France")
    for number in range(3):
        make_place(f"U{number}", parent=uk, name=f"Store {number}")
    make_place("F0", parent=france, name="Store Lyon")
    client.force_login(make_person("Omar", role="ops agent", scope=uk))
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def rows(answer: Any) -> list[str]:
    """The names in the table, in order."""
    parts = text(answer).split('class="row-link"')[1:]
    return [part.split(">", 1)[1].split("<")[0] for part in parts]


def test_shows_what_the_person_may_see(omar: Client) -> None:
    assert rows(omar.get("/places/")) == ["Northwind", "Store 0", "Store 1", "Store 2"]


def test_leads_anonymous_people_to_the_sign_in(client: Client) -> None:
    answer = client.get("/places/")

    assert answer.status_code == 302
    assert "next=%2Fplaces%2F" in answer["Location"]


def test_refuses_people_without_the_permission(client: Client) -> None:
    client.force_login(make_person("Nobody"))

    assert client.get("/places/").status_code == 403


def test_filters_and_sorts(omar: Client) -> None:
    answer = omar.get("/places/?name=store&sort=-name")

    assert rows(answer) == ["Store 2", "Store 1", "Store 0"]
    assert 'aria-sort="descending"' in text(answer)


def test_shows_a_bad_filter_value_in_red_and_does_not_use_it(omar: Client) -> None:
    answer = omar.get("/places/?kind=nonsense")

    assert len(rows(answer)) == 4
    assert 'class="chip bad"' in text(answer)
    assert "Not used: Select a valid choice." in text(answer)


def test_all_that_match_are_offered_where_the_page_shows_fewer(
    omar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "data-pick-match" not in text(omar.get("/places/"))

    monkeypatch.setattr(PlaceList, "page_size", 3)

    assert 'data-pick-match="4"' in text(omar.get("/places/"))


def test_a_range_has_one_chip_that_removes_both_ends(omar: Client) -> None:
    answer = omar.get("/places/?number_min=1&number_max=99999999")

    assert len(rows(answer)) == 4
    assert "1 – 99999999" in text(answer)
    assert 'class="rm" href="?"' in text(answer)


def test_moves_to_the_one_address_of_its_state(omar: Client) -> None:
    answer = omar.get("/places/?sort=name&size=50&kind=&name=store")

    assert (answer.status_code, answer["Location"]) == (302, "/places/?name=store")


def test_answers_htmx_with_the_list_alone_and_its_address(omar: Client) -> None:
    answer = omar.get("/places/?kind=&name=store", headers=FRAGMENT)

    assert answer["HX-Push-Url"] == "/places/?name=store"
    assert text(answer).lstrip().startswith('<div id="list"')
    assert "<html" not in text(answer)


def test_the_head_of_the_page_keeps_step_with_the_list(omar: Client) -> None:
    answer = text(omar.get("/places/?name=store", headers=FRAGMENT))

    tools = answer.split('id="list-tools"')[1]
    assert '<input type="hidden" name="name" value="store">' in tools
    assert 'id="list-sub" hx-swap-oob="true"' in answer


def test_one_list_may_have_taller_rows(omar: Client) -> None:
    answer = omar.get("/places/?density=comfortable")

    assert 'data-density="comfortable"' in text(answer)
    assert omar.get("/places/?density=huge")["Location"] == "/places/"


def test_hides_columns_that_were_not_chosen(omar: Client) -> None:
    head = text(omar.get("/places/?cols=name,kind")).split("<thead")[1].split("</thead>")[0]

    assert "Kind" in head
    assert "Time zone" not in head


def test_pages_by_number_and_says_where_it_is(omar: Client) -> None:
    uk = make_place("XX")
    for number in range(30):
        make_place(f"X{number:02d}", parent=uk, name=f"Xtra {number:02d}")
    client = Client()
    client.force_login(make_person("Lena", role="ops lead", scope=uk))

    second = client.get("/places/?size=25&page=2&name=xtra")

    assert rows(second) == [f"Xtra {number:02d}" for number in range(25, 30)]
    assert "26–30 of 30" in text(second)


def test_counts_no_further_than_the_cap(omar: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(paging, "CAP", 2)

    assert "of 2+" in text(omar.get("/places/"))


def test_says_when_there_is_nothing_and_when_nothing_matches(omar: Client) -> None:
    nothing = Client()
    nothing.force_login(make_person("New", role="ops agent"))

    assert "Places appear when an admin adds them." in text(nothing.get("/places/"))
    unmatched = text(omar.get("/places/?name=zzz"))
    assert "Nothing matches these filters" in unmatched
    assert "Filters: Name zzz." in unmatched
    assert "Clear filters" in unmatched


def test_costs_few_questions(omar: Client, django_assert_max_num_queries: Any) -> None:
    omar.get("/places/")

    with django_assert_max_num_queries(12):
        omar.get("/places/?name=store")


def test_a_fragment_costs_fewer(omar: Client, django_assert_max_num_queries: Any) -> None:
    omar.get("/places/")

    with django_assert_max_num_queries(10):
        omar.get("/places/?name=store", headers=FRAGMENT)
