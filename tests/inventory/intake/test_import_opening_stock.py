"""Opening stock from a file goes through the intake, and the same row is posted once."""

import pytest

from inventory.intake.imports_opening import OPENING_STOCK
from inventory.ledger.models import Event, StockLevel
from tests.factories import NOON
from tests.inventory.catalog.factories import (
    make_admin,
    make_kit,
    make_location,
    make_network,
    make_region,
    make_sku,
)
from workbench.imports.kinds import Batch, kinds_for
from workbench.imports.mapping import guess
from workbench.imports.read import read_sheet
from workbench.imports.rows import parse_lines

pytestmark = pytest.mark.django_db
HEAD = "SKU,Location,Qty,Counted at,State\n"
MUGS = "MUG-1,S-1,24,2026-11-20T06:00+00:00,\n"


@pytest.fixture
def gifts():
    gifts = make_network()
    make_sku(gifts, "MUG-1")
    make_location(gifts, "S-1")
    return gifts


@pytest.fixture
def read(gifts, tmp_path):
    """The rows of a file, for an admin of the network unless for somebody else."""

    def reading(text, actor=None):
        path = tmp_path / "opening.csv"
        path.write_text(text)
        with path.open("rb") as content:
            sheet = read_sheet(content)
        parsed = parse_lines(OPENING_STOCK, sheet, guess(OPENING_STOCK, sheet.headers))
        assert parsed.problems == []
        person = actor or make_admin(gifts, f"Ada{Event.objects.count()}x{len(text)}")
        return Batch(parsed.rows, person, NOON, {})

    return reading


def level():
    return StockLevel.objects.get()


def test_is_offered_to_people_who_may_import(gifts):
    offered = kinds_for(make_admin(gifts))

    assert OPENING_STOCK in offered
    assert [kind.key for kind in offered][:2] == ["skus", "locations"]


def test_posts_each_row_as_an_opening(read):
    batch = read(HEAD + MUGS + "MUG-1,S-1,2,2026-11-20T06:00+00:00,damaged\n")

    checked, counts = OPENING_STOCK.check(batch), OPENING_STOCK.apply(batch)

    assert (checked.problems, checked.counts) == ([], {"new": 2, "duplicate": 0})
    assert counts == {"posted": 2}
    assert (level().available, level().damaged) == (24, 2)
    event = Event.objects.order_by("id").first()
    assert event.source.code == "imported-files"
    assert event.key.startswith("opening/")


def test_a_check_leaves_nothing_behind(read):
    OPENING_STOCK.check(read(HEAD + MUGS))

    assert not Event.objects.exists()
    assert not StockLevel.objects.exists()


def test_the_same_row_is_posted_once_in_whatever_file(read):
    OPENING_STOCK.apply(read(HEAD + MUGS))
    again = read("Counted at,Qty,Location,SKU\n2026-11-20T06:00+00:00,24,S-1,MUG-1\n")

    assert OPENING_STOCK.check(again).counts == {"new": 0, "duplicate": 1}
    assert OPENING_STOCK.apply(again) == {"duplicate": 1}
    assert level().available == 24


def test_another_quantity_for_an_opened_cell_is_an_error(read):
    OPENING_STOCK.apply(read(HEAD + MUGS))

    checked = OPENING_STOCK.check(read(HEAD + MUGS.replace("24", "30")))

    (problem,) = checked.problems
    assert (problem.row, problem.field) == (2, "quantity")
    assert "Send a count" in problem.text


def test_tells_what_is_wrong_by_row_and_column(read, gifts):
    make_kit(gifts, components={"MUG-1": 2})
    rows = (
        "NOBODY,S-1,1,2026-11-20,\n"
        "MUG-1,NOWHERE,1,2026-11-20,\n"
        "BOX-1,S-1,1,2026-11-20,\n"
        "MUG-1,S-1,1,2099-01-01,\n"
    )

    checked = OPENING_STOCK.check(read(HEAD + rows + MUGS + MUGS))

    assert sorted((problem.row, problem.field) for problem in checked.problems) == [
        *((2, "sku"), (3, "location"), (4, "sku"), (5, "counted_at"), (7, "")),
    ]


def test_tells_a_state_opened_twice_in_calls_far_apart(read, gifts, monkeypatch):
    monkeypatch.setattr("inventory.intake.imports_opening.CALL", 1)
    make_sku(gifts, "CUP-1")
    cups = MUGS.replace("MUG-1", "CUP-1")

    told = OPENING_STOCK.check(read(HEAD + MUGS + cups + MUGS.replace("24", "25"))).problems

    assert [(problem.row, problem.field) for problem in told] == [(4, "quantity")]
    assert told[0].text.startswith("Row 2 opens this state already.")


def test_refuses_locations_outside_the_person_s_places(read, gifts):
    nora = make_admin(make_region("north", gifts), "Nora")

    checked = OPENING_STOCK.check(read(HEAD + MUGS, actor=nora))

    assert [(problem.row, problem.field) for problem in checked.problems] == [(2, "location")]
