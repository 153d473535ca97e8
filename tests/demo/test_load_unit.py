import pytest
from django.core.management import CommandError, call_command

from accounts.models import Place
from demo.loading import load_unit, own_files
from demo.models import Unit
from demo.units import FORMS
from inventory.catalog.models import Sku
from inventory.ledger.models import Event, StockLevel
from kernel.clock import now

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


def load(path, code="mine"):
    form = FORMS["gifts"]
    files = own_files(form, path)
    return load_unit(code=code, form=form, files=files, at=now(), progress=lambda unit: None)


def test_makes_a_network_its_skus_and_a_level_for_each(own_file):
    unit = load(own_file)

    assert unit.status == Unit.Status.READY
    assert Place.objects.get(code="MINE").currency == "GBP"
    assert set(Sku.objects.values_list("code", flat=True)) == {"MINE-85123A", "MINE-71053"}
    assert StockLevel.objects.count() == 2


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
