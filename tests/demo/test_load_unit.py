import lzma

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Place, User
from accounts.policies.base import check_sees_everything
from demo.loading import load_unit, own_files
from demo.models import Unit
from demo.people import make_people
from demo.units import FORMS
from inventory.catalog.models import Location, Sku
from inventory.catalog.policies.locations import LONGEST_GRACE
from inventory.ledger.models import Event, Source, StockLevel
from inventory.ledger.vocabulary import EventType
from inventory.replenishment.models import Round
from kernel.clock import now
from tests.factories import make_place
from tests.trail import audit_entries

pytestmark = pytest.mark.django_db

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
LINES = [
    "536365,85123A,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom",
    "536366,85123A,WHITE HOLDER,2,2010-12-01 09:02:00,2.55,,United Kingdom",
    "536367,71053,WHITE LANTERN,30,2010-12-02 09:02:00,3.39,13047,United Kingdom",
    "536368,71053,damages,-3,2010-12-02 10:00:00,0,,United Kingdom",
]


@pytest.fixture
def own_file(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join([HEAD, *LINES]) + "\n", encoding="utf-8")
    return path


def load(path, code="mine", progress=lambda unit: None):
    form = FORMS["gifts"]
    files = own_files(form, path)
    return load_unit(code=code, form=form, files=files, at=now(), progress=progress, own=path)


def test_makes_a_network_its_skus_and_a_level_for_each(own_file):
    unit = load(own_file)

    assert unit.status == Unit.Status.READY
    assert Round.objects.last_at() is not None
    assert Place.objects.get(code="MINE").currency == "GBP"
    assert set(Sku.objects.values_list("code", flat=True)) == {"MINE-85123A", "MINE-71053"}
    assert StockLevel.objects.count() == 2


def test_who_sees_every_network_sees_it_while_its_events_are_told(own_file, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_people(at=now())
    ada = User.objects.get(email="ada@demo.example")
    told = []

    def look(unit):
        if unit.status == Unit.Status.LOADING:
            check_sees_everything(User.objects.get(pk=ada.pk))
            told.append(unit.done)

    load(own_file, progress=look)

    assert told


def test_moves_all_dates_by_whole_days_so_that_the_data_ends_within_the_past_day(own_file):
    unit = load(own_file)

    sale = Event.objects.get(key="536367-2")
    assert (sale.occurred_at.hour, sale.occurred_at.minute) == (9, 2)
    assert 0 <= (unit.started_at - sale.occurred_at).days <= 1


def test_loading_again_tells_nothing_twice(own_file):
    load(own_file)
    before = Event.objects.count()
    Unit.objects.update(status=Unit.Status.LOADING, done=0)  # as if it had been stopped

    load(own_file)

    assert Event.objects.count() == before


def test_nothing_is_missed_while_the_history_is_told_and_all_of_it_afterwards(own_file):
    seen = []

    def look(unit):
        if unit.status == Unit.Status.LOADING:
            seen.append((intervals(), graces()))

    load(own_file, progress=look)

    assert seen
    assert all(known == ({0}, {LONGEST_GRACE}) for known in seen)
    assert (intervals(), graces()) == ({0, 5, 30}, {10})


def test_what_is_expected_of_a_source_is_on_its_trail(own_file):
    load(own_file)

    last = audit_entries(Source.objects.get(code="mine-web"))[-1]
    assert (last.action, last.after["interval_minutes"]) == ("inventory.source.changed", 5)


def intervals():
    return set(
        Source.objects.filter(code__startswith="mine-").values_list("interval_minutes", flat=True)
    )


def graces():
    return set(Location.objects.values_list("grace_minutes", flat=True))


def test_says_what_is_derived_by_its_source(own_file):
    load(own_file)

    derived = Event.objects.filter(source__code="mine-derived").values_list("type", flat=True)
    assert derived.exists()
    assert not Event.objects.filter(source__code="mine-accounts", type=1).exists()


def test_a_file_that_cannot_be_read_leaves_the_unit_failed_with_the_reason(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("a,b\n1,2\n")

    unit = load(path)

    assert unit.status == Unit.Status.FAILED
    assert "no column InvoiceNo" in unit.message
    assert not Event.objects.exists()


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="there is no file"):
        call_command("load_unit", "gifts", "--file", str(tmp_path / "no.csv"), "--as", "mine")


def written(tmp_path, *lines, name="sales.csv", head=HEAD):
    path = tmp_path / name
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def damaged(tmp_path):
    path = tmp_path / "sales.csv.xz"
    path.write_bytes(lzma.compress("\n".join([HEAD, *LINES]).encode())[:-20])
    return path


def mislabelled(tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_text(HEAD)
    return path


def not_text(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_bytes(HEAD.encode() + b"\n\xff\xfe\x00")
    return path


def short_row(tmp_path):
    return written(tmp_path, LINES[0], "536366,85123A,WHITE HOLDER")


def code_too_long(tmp_path):
    return written(tmp_path, LINES[0].replace("85123A", "8" * 80))


def huge_cell(tmp_path):
    return written(tmp_path, LINES[0].replace("WHITE HOLDER", "W" * 140_000))


FAULTS = [
    (damaged, "sales.csv.xz is damaged, or not compressed as its name says."),
    (mislabelled, "sales.csv.gz is damaged, or not compressed as its name says."),
    (not_text, "sales.csv is no text in UTF-8."),
    (short_row, "sales.csv, line 3: the row ends too early."),
    (code_too_long, "rows do not fit"),
    (huge_cell, "sales.csv is no CSV file: field larger than field limit"),
]


@pytest.mark.parametrize(("make", "said"), FAULTS, ids=[make.__name__ for make, _said in FAULTS])
def test_says_in_one_sentence_what_is_wrong_with_a_file_and_marks_the_unit_failed(
    tmp_path, make, said
):
    path = make(tmp_path)

    with pytest.raises(CommandError) as refused:
        call_command("load_unit", "gifts", "--file", str(path), "--as", "mine")

    unit = Unit.objects.get()
    assert said.lower() in str(refused.value).lower()
    assert (unit.status, unit.network) == (Unit.Status.FAILED, None)
    assert not Event.objects.exists()


def test_a_better_file_takes_the_place_of_one_that_failed(tmp_path, own_file):
    load(short_row(tmp_path))
    better = written(tmp_path, *LINES, name="better.csv")

    unit = load(better)

    assert (unit.status, unit.message) == (Unit.Status.READY, "")


def test_refuses_another_file_for_a_unit_that_is_loaded(tmp_path, own_file):
    load(own_file)
    other = written(tmp_path, LINES[0], name="other.csv")

    with pytest.raises(CommandError, match="mine was made from another file"):
        call_command("load_unit", "gifts", "--file", str(other), "--as", "mine")


@pytest.mark.parametrize("code", ["a" * 21, "my shop", "été"])
def test_refuses_a_code_that_is_none(own_file, code):
    with pytest.raises(CommandError, match="is no code"):
        call_command("load_unit", "gifts", "--file", str(own_file), "--as", code)


def test_refuses_the_code_of_a_place(own_file):
    make_place("MINE")

    with pytest.raises(CommandError, match="MINE is a place already"):
        call_command("load_unit", "gifts", "--file", str(own_file), "--as", "mine")


GROCERY = (
    "store_id,basket_id,product_id,quantity,sales_value,transaction_timestamp",
    "406,31198655051,1041453,1,1.43,2017-01-01 12:26:30",
    "406,31198655052,1041453,2,2.86,2017-01-02 09:00:00",
)
FRESH = (
    "store_id,management_group_id,third_category_id,product_id,dt,hours_sale,hours_stock_status",
    f"18,29,82,4,2024-03-28,{';'.join(['0.3'] * 24)},{'0' * 10}{'1' * 14}",
)
SPIRITS = (
    "date,store_number,store_name,city,zip_code,item_number,item_description,bottles_sold,"
    "category_name,vendor_name,pack,bottle_volume_ml,state_bottle_cost,state_bottle_retail",
    "2012-01-31,2506,Hy-Vee,BURLINGTON,52601,75087,Juarez Gold,60,SPIRITS,Luxco,12,1000,4.75,7.13",
)


@pytest.mark.parametrize(
    ("form", "lines", "kind"),
    [
        ("grocery", GROCERY, EventType.SALE),
        ("fresh", FRESH, EventType.SALE),
        ("spirits", SPIRITS, EventType.TRANSFER_SHIP),
    ],
)
def test_takes_your_own_file_of_each_form(tmp_path, form, lines, kind):
    path = written(tmp_path, *lines[1:], head=lines[0])

    call_command("load_unit", form, "--file", str(path), "--as", "mine")

    assert Unit.objects.get().status == Unit.Status.READY
    assert Event.objects.filter(type=kind, source__code__startswith="mine-").exists()
    assert Sku.objects.get().code.startswith("MINE-")
