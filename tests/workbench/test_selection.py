import pytest
from django.test import RequestFactory

from workbench.selection import number_of, version_sent, whole_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("٣", 3),
        ("", None),
        ("²", None),
        ("-1", None),
        ("1e3", None),
        ("9" * 5_000, None),
    ],
)
def test_a_number_sent_along_is_whole_or_none(text, number):
    assert whole_of(text) == number


@pytest.mark.parametrize(
    ("form", "version"), [({}, None), ({"version": ""}, None), ({"version": "7"}, 7)]
)
def test_a_form_carries_the_version_it_was_shown_with_or_none(form, version):
    assert version_sent(RequestFactory().post("/", form)) == version


def test_a_version_that_cannot_be_read_is_none_that_a_row_has():
    assert version_sent(RequestFactory().post("/", {"version": "x"})) == 0


@pytest.mark.parametrize("text", ["", "TR-1", "TR-" + "9" * 5_000, "TR-000012 ", "tr-000012"])
def test_anything_else_than_a_reference_names_no_row(text):
    assert number_of(text) == 0
