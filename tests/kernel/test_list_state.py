"""The address of a list: one state, one address."""

from django.http import QueryDict

from kernel.lists.state import ListState, Shape, read

SHAPE = Shape(
    filters=["status", "location", "at_after", "at_before"],
    sorts={"sku", "quantity"},
    columns=["sku", "name", "quantity"],
    default_sort="sku",
)


def state(query: str) -> ListState:
    return read(QueryDict(query), SHAPE)


def test_leaves_defaults_out() -> None:
    assert state("sort=sku&size=50&page=1&cols=sku,name,quantity&status=").query == ""


def test_keeps_a_fixed_order() -> None:
    one = state("page=2&sort=-quantity&location=112&status=open&size=100&cols=quantity,sku")
    other = state("size=100&status=open&cols=sku,quantity&location=112&page=2&sort=-quantity")

    assert one.query == other.query
    assert (
        one.query == "status=open&location=112&sort=-quantity&cols=sku%2Cquantity&size=100&page=2"
    )


def test_ignores_what_the_list_does_not_know() -> None:
    assert state("utm=x&sort=price&size=7&page=-3&cols=secret").query == ""


def test_takes_columns_from_boxes_and_from_commas() -> None:
    assert state("cols=sku&cols=name").columns == state("cols=sku,name").columns == ("sku", "name")


def test_drops_null_bytes_and_cuts_what_is_too_long() -> None:
    assert state("status=%00open").filters == (("status", "open"),)
    assert len(state("status=" + "x" * 900).filters[0][1]) == 200


def test_keeps_several_values_of_one_filter() -> None:
    assert state("status=a&status=b").query == "status=a&status=b"


def test_setting_a_filter_goes_to_the_first_page_and_keeps_the_order() -> None:
    changed = state("location=112&page=4").having("status", "open")

    assert changed.query == "status=open&location=112"


def test_removing_a_range_removes_both_ends() -> None:
    left = state("at_after=2026-11-01&at_before=2026-11-20&status=open")

    assert left.without(["at_after", "at_before"]).query == "status=open"


def test_a_saved_view_keeps_everything_but_the_page_and_its_own_name() -> None:
    assert state("status=open&density=compact&page=3&view=7").saved_query == (
        "status=open&density=compact"
    )


def test_huge_page_numbers_are_the_first_page() -> None:
    assert state("page=99999999999999999999").page == 1
