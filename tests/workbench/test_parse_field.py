from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from workbench.imports.fields import Field, Kind, Misfit
from workbench.imports.sheet import Unreadable

TEXT = Field("code", "Code", required=True, max_length=8)
WHOLE = Field("size", "Size", Kind.INTEGER, minimum=1, maximum=1_000_000)
MONEY = Field("cost", "Cost", Kind.DECIMAL, minimum=0)
DAY = Field("day", "Day", Kind.DATE)
MOMENT = Field("at", "At", Kind.MOMENT)
CHOICE = Field("kind", "Kind", Kind.CHOICE, choices={"dc": "Distribution centre", "store": "Store"})


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (TEXT, "A1", "A1"),
        (TEXT, 5012345, "5012345"),
        (TEXT, 12.0, "12"),
        (WHOLE, "1,000", 1000),
        (WHOLE, 12.0, 12),
        (WHOLE, "", None),
        (MONEY, "1,234.50", Decimal("1234.50")),
        (MONEY, 0.1 + 0.2, Decimal("0.3000")),
        (MONEY, "2.5000", Decimal("2.5000")),
        (DAY, "2026-11-20", date(2026, 11, 20)),
        (DAY, datetime(2026, 11, 20), date(2026, 11, 20)),
        (MOMENT, "2026-11-20T08:00:00+01:00", datetime(2026, 11, 20, 7, tzinfo=UTC)),
        (MOMENT, date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=UTC)),
        (CHOICE, "distribution CENTRE", "dc"),
        (CHOICE, "Store", "store"),
    ],
)
def test_reads_what_people_write(field, cell, value):
    assert field.parse(cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "text"),
    [
        (TEXT, None, "Fill it in"),
        (TEXT, "A" * 9, "9 characters, 8 fit"),
        (TEXT, "A\nB", "line break"),
        (TEXT, 5.0123456789012e15 * 10, "Format it as text"),
        (TEXT, date(2026, 3, 1), "turned this into a date"),
        (TEXT, Unreadable.FORMULA, "paste it as values"),
        (TEXT, Unreadable.FAULT, "#N/A"),
        (WHOLE, "1.5", "not a whole number"),
        (WHOLE, "0", "must be 1 or more"),
        (WHOLE, "1000001", "must be 1,000,000 or less"),
        (WHOLE, "twelve", "“twelve” is not a number"),
        (WHOLE, "1e3", "not a number"),
        (WHOLE, float("nan"), "not a number"),
        (WHOLE, True, "not a number"),
        (MONEY, "12,50", "not a number. Write it as 1234.5"),
        (MONEY, "-1", "must be 0 or more"),
        (MONEY, "1.23456", "more than 4 decimal places"),
        (MONEY, "9" * 400 + "e9", "not a number"),
        (DAY, "20/11/2026", "Write it as 2026-11-21"),
        (MOMENT, "noon", "is not a time"),
        (CHOICE, "shed", "Write one of: dc, store"),
    ],
)
def test_says_what_to_do_when_it_does_not_fit(field, cell, text):
    with pytest.raises(Misfit) as refused:
        field.parse(cell)

    assert text in str(refused.value)
