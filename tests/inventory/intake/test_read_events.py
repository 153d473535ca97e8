"""Reading the events of a body gives each its own characters and refuses what is no JSON."""

import json

import pytest

from inventory.intake.errors import (
    BodyNotJson,
    EventsMissing,
    NullByteInBody,
    NumberNotFinite,
    TooManyEvents,
)
from inventory.intake.parsing import read_event, read_events


def test_keeps_the_characters_of_each_event():
    first = '{ "key":"a",  "quantity" : 1.50, "note": "é\\u00e9" }'
    items = read_events(f'{{"events" : [ {first} ,{{"key":"b"}}], "more": [1, 2]}} ')

    assert [item.raw for item in items] == [first, '{"key":"b"}']
    assert items[0].value == {"key": "a", "quantity": 1.5, "note": "éé"}


@pytest.mark.parametrize("body", ['{"events": []}', ' {"a": {}, "events": [ ] } '])
def test_an_empty_list_is_no_trouble(body):
    assert read_events(body) == []


def test_items_that_are_no_objects_come_through():
    assert [item.value for item in read_events('{"events": [1, "x", null, [2]]}')] == [
        1,
        "x",
        None,
        [2],
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "{",
        '{"events"',
        '{"events":',
        '{"events": [',
        '{"events": [{"key": "a"}',
        '{"events": [{"key": "a"},]}',
        '{"events": [{"key": "a"} {"key": "b"}]}',
        '{"events": [{"key": "a"}]',
        '{"events": []}}',
        '{"events": []} x',
        "{'events': []}",
        "{events: []}",
        '{"events": [{"key": "a\n"}]}',
        '{"events": [tru]}',
        '{"events": [01]}',
        '{"events": [1.]}',
        '{"events": "\\ud"}',
        '{"events": [' + "9" * 5_000 + "]}",
        '{"events": ' + "[" * 100_000,
        '{"events": [' + '{"a":' * 100_000,
    ],
)
def test_refuses_broken_json(body):
    with pytest.raises(BodyNotJson):
        read_events(body)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_refuses_numbers_json_does_not_have(word):
    with pytest.raises(NumberNotFinite) as refused:
        read_events(f'{{"events": [{{"quantity": {word}}}]}}')

    assert word in refused.value.sentence


@pytest.mark.parametrize(
    "text",
    ['"\x00"', r'"\u0000"', r'"\ud800"', r'"a\udfffb"', r'{"\u0000": 1}', r'[{"a": ["\uDC00"]}]'],
)
def test_refuses_what_no_text_column_holds(text):
    with pytest.raises(NullByteInBody):
        read_events(f'{{"events": [{{"sku": {text}}}]}}')


@pytest.mark.parametrize("text", [r'"\ud83d\ude00"', r'"\\u0000"', r'"\\ud800"'])
def test_a_pair_of_halves_and_an_escaped_backslash_are_text(text):
    assert read_events(f'{{"events": [{{"sku": {text}}}]}}')[0].value["sku"] == json.loads(text)


@pytest.mark.parametrize(
    "body",
    ["[]", "7", '"events"', "null", "{}", '{"event": []}', '{"events": {}}', '{"events": null}'],
)
def test_refuses_a_body_without_a_list_of_events(body):
    with pytest.raises(EventsMissing):
        read_events(body)


def test_stops_at_the_first_event_too_many():
    body = '{"events": [' + ",".join(["{}"] * 5_001) + ", this is never reached"

    with pytest.raises(TooManyEvents):
        read_events(body)


def test_reads_exactly_the_limit():
    assert len(read_events('{"events": [' + ",".join(["{}"] * 5_000) + "]}")) == 5_000


def test_a_number_beyond_floats_stays_exact():
    assert str(read_event('{"quantity": 1e400}')["quantity"]) == "1E+400"


@pytest.mark.parametrize("text", ["", "{", '{"a": 1} {"b": 2}', '{"a": 1}, {"b": 2}'])
def test_one_typed_event_is_exactly_one(text):
    with pytest.raises((BodyNotJson, TooManyEvents)):
        read_event(text)
