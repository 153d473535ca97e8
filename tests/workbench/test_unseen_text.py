"""A text in which nothing shows is empty, from whichever door it comes."""

import io

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ParseError

from accounts.api.parsers import JsonParser
from accounts.unseen import fields_seen, seen_or_empty, seen_within
from workbench.imports.read import read_sheet

ZERO_WIDTH = "\u200b"


@pytest.mark.parametrize(
    "text",
    [
        *("\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e\u202c", "\x07\x7f", "\x00\u200b"),
        *("\u00a0\u200b \n", "\u3164", "\u115f\uffa0", "\u2800", "\ufe0f\u034f", "\U000e0101"),
    ],
)
def test_is_empty_where_nothing_shows(text):
    assert seen_or_empty(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        # A family and a flag, Persian and Hindi: joiners and selectors that belong to the text.
        "\U0001f469\u200d\U0001f467",
        "\u2764\ufe0f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        *("\u0600", "\ufffd", ".", "\u200bTill\u200b", " Till ", "\u0301"),
    ],
)
def test_stays_as_it_was_sent_where_something_shows(text):
    assert seen_or_empty(text) == text


@pytest.mark.parametrize("text", ["   \t", "\x00"])
def test_leaves_spaces_and_what_every_field_refuses_to_whoever_reads_it(text):
    assert seen_or_empty(text) == text


def test_reaches_every_text_of_a_body_and_no_name():
    body = {ZERO_WIDTH: [{"note": ZERO_WIDTH, "n": 1}, ZERO_WIDTH, None]}

    assert seen_within(body) == {ZERO_WIDTH: [{"note": "", "n": 1}, "", None]}


def test_reaches_every_field_of_a_form_and_copies_it_only_then():
    seen, unseen = QueryDict("note=Till&id=1&id=2"), QueryDict("id=1&id=%E2%80%8B&note=Till")

    assert fields_seen(seen) is seen
    assert dict(fields_seen(unseen).lists()) == {"id": ["1", ""], "note": ["Till"]}


def test_a_body_that_nests_too_deep_is_still_refused_in_words():
    with pytest.raises(ParseError, match="it nests too deep"):
        JsonParser().parse(io.BytesIO(b"[" * 900 + b"]" * 900))


def test_is_an_empty_cell_of_a_sheet():
    sheet = read_sheet(io.BytesIO("Code,Name\nA1,\u200b\n\u2060,\u00ad\n".encode()))

    assert [line.cells for line in sheet.lines] == [["A1", ""]]
