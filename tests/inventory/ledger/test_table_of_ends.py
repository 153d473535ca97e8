"""The table of types and ends..."""

import pytest

from inventory.catalog.policies.allows import LOCATION_ACTS, LOCATION_ALLOWS
from inventory.catalog.queries.pages import location_rules
from inventory.ledger.vocabulary import (
    TABLE,
    Direction,
    End,
    EndNotAllowed,
    EventType,
    Kind,
    State,
    plan,
)
from tests.inventory.ledger.facts import ENDS, KIT_TYPES, PHYSICAL
from tests.inventory.ledger.model import OUTSIDE

MOVES = sorted(ENDS)
PAIRS = [(type_, frm, to) for type_ in MOVES for frm in ENDS[type_][0] for to in ENDS[type_][1]]
SETS = [EventType.COUNT, EventType.OPENING]


def state(word: str) -> State | None:
    return None if word in OUTSIDE else State.from_word(word)


def ends(type_: EventType, *words) -> tuple[str, str]:
    decided = plan(type_, *words, None)
    return decided.frm.word, decided.to.word


def test_has_every_type():
    assert set(TABLE) == set(EventType)
    named = {t.word for t, row in TABLE.items() if row.kind is Kind.MOVES and not row.directed}
    assert named == set(ENDS)


@pytest.mark.parametrize("type_", MOVES)
def test_takes_the_first_end_for_default(type_):
    frm, to = ENDS[type_]

    assert ends(EventType.from_word(type_), None, None) == (frm[0], to[0])


@pytest.mark.parametrize(("type_", "frm", "to"), PAIRS)
def test_takes_each_end_the_design_allows(type_, frm, to):
    assert ends(EventType.from_word(type_), state(frm), state(to)) == (frm, to)


@pytest.mark.parametrize("type_", MOVES)
def test_refuses_each_end_the_design_does_not_allow(type_):
    event_type = EventType.from_word(type_)
    frm, to = ENDS[type_]
    outside = all(end in OUTSIDE for end in frm)
    for word in set(State) - {state(end) for end in (to if outside else frm)}:
        with pytest.raises(EndNotAllowed):
            plan(event_type, word, None, None)
    for word in set(State) - {state(end) for end in to}:
        with pytest.raises(EndNotAllowed):
            plan(event_type, None, word, None)


@pytest.mark.parametrize("word", PHYSICAL)
def test_moves_an_adjustment_in_and_out_of_a_physical_state(word):
    into = plan(EventType.ADJUSTMENT, state(word), None, Direction.IN)
    out = plan(EventType.ADJUSTMENT, state(word), None, Direction.OUT)

    assert (into.frm, into.to) == (End.SHRINKAGE, End[word.upper()]) == (out.to, out.frm)


@pytest.mark.parametrize("type_", SETS)
@pytest.mark.parametrize("word", PHYSICAL)
def test_sets_each_physical_state(type_, word):
    decided = plan(type_, state(word), None, None)

    assert (decided.home, decided.state) == (state(word), state(word))


@pytest.mark.parametrize("type_", [*SETS, EventType.SNAPSHOT, EventType.ADJUSTMENT])
@pytest.mark.parametrize("word", [State.IN_TRANSIT, State.ON_ORDER])
def test_never_sets_what_is_not_there(type_, word):
    with pytest.raises(EndNotAllowed):
        plan(type_, word, None, Direction.IN)


def test_counts_the_shelf_unless_a_state_is_named():
    assert plan(EventType.COUNT, None, None, None).state is None
    assert plan(EventType.OPENING, None, None, None).state is State.AVAILABLE


@pytest.mark.parametrize("type_", [EventType.SALE_VOID, EventType.COUNT, EventType.OPENING])
def test_names_the_stock_state_by_either_word_where_only_one_is(type_):
    by_state = plan(type_, State.AVAILABLE, None, None)
    by_to_state = plan(type_, None, State.AVAILABLE, None)

    assert by_state == by_to_state == plan(type_, State.AVAILABLE, State.AVAILABLE, None)


def test_explodes_kits_for_the_types_of_the_design():
    assert {t.word for t, row in TABLE.items() if row.kit} == set(KIT_TYPES)


ACTS_OF_A_PLACE = {
    "planned": {"stock"},
    "open": {"promise", "serve", "stock"},
    "suspended": {"serve", "stock"},
    "closed": set(),
}


@pytest.mark.parametrize("lifecycle", sorted(ACTS_OF_A_PLACE))
def test_the_page_of_a_place_says_what_posting_goes_by(lifecycle):
    forbidden = location_rules(lifecycle)

    kept = LOCATION_ACTS.keys() - ACTS_OF_A_PLACE[lifecycle]
    assert LOCATION_ALLOWS[lifecycle] == ACTS_OF_A_PLACE[lifecycle]
    assert forbidden == [words for act, words in LOCATION_ACTS.items() if act in kept]
