from datetime import date

import pytest

from accounts import errors
from accounts.models import Calendar
from accounts.services import save_calendar
from tests.factories import NOON, make_person
from tests.trail import audit_actions, audit_entries
from workbench.templatetags.ui_forms import error_summary

XMAS = date(2026, 12, 25)


def save(actor, **changes):
    facts = {
        "name": "Weekdays",
        "opens": [540] * 5 + [0, 0],
        "closes": [1020] * 5 + [0, 0],
        "holidays": [(XMAS, "Christmas Day")],
        "at": NOON,
    }
    return save_calendar(actor=actor, **{**facts, **changes})


def test_keeps_hours_and_holidays(ada):
    calendar = save(ada)

    assert calendar.opens[0] == 540
    assert [holiday.day for holiday in calendar.holidays.all()] == [XMAS]
    assert audit_actions(calendar) == ["accounts.calendar.created"]


def test_sets_them_anew(ada):
    calendar = save(ada)

    save(ada, calendar_id=calendar.pk, name="Week", holidays=[])

    calendar = Calendar.objects.get()
    assert (calendar.name, calendar.holidays.count()) == ("Week", 0)
    entry = audit_entries(calendar)[-1]
    assert entry.action == "accounts.calendar.changed"
    assert entry.before["holidays"] == ["2026-12-25 Christmas Day"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, errors.CalendarMalformed),
        ({"opens": [540] * 6}, errors.CalendarMalformed),
        ({"opens": [1021] * 7}, errors.CalendarMalformed),
        ({"closes": [1441] * 7}, errors.CalendarMalformed),
        ({"holidays": [(XMAS, "a"), (XMAS, "b")]}, errors.CalendarMalformed),
    ],
)
def test_refuses_what_does_not_fit(ada, changes, refusal):
    with pytest.raises(refusal):
        save(ada, **changes)

    assert not Calendar.objects.exists()


def test_refuses_a_name_that_is_taken(ada):
    save(ada)

    with pytest.raises(errors.CalendarNameTaken):
        save(ada)


def test_refuses_who_does_not_see_every_place(north, network):
    nora = make_person("Nora", role="admin", scope=north)

    with pytest.raises(errors.WholeNetworkNeeded):
        save(nora)


def test_refuses_people_without_the_right(priya):
    with pytest.raises(errors.RightMissing):
        save(priya)


def test_reads_hours_and_holidays_from_the_screen(client, ada):
    client.force_login(ada)
    form = {
        "name": "Weekdays",
        "opens_0": "09:00",
        "closes_0": "17:30",
        "holidays": "2026-12-25 Xmas",
    }

    answer = client.post("/accounts/calendars/new/", form)

    calendar = Calendar.objects.get()
    assert answer["Location"] == f"/accounts/calendars/{calendar.pk}/"
    assert (calendar.opens[0], calendar.closes[0], calendar.closes[1]) == (540, 1050, 0)


@pytest.mark.parametrize(
    ("field", "value"), [("opens_0", "9 o'clock"), ("closes_0", "25:00"), ("holidays", "Xmas")]
)
def test_tells_what_it_cannot_read(client, ada, field, value):
    client.force_login(ada)

    answer = client.post("/accounts/calendars/new/", {"name": "Weekdays", field: value})

    assert answer.status_code == 422
    assert not Calendar.objects.exists()


def refused(client, **typed):
    """The lines of "There is a problem" for what was typed."""
    answer = client.post("/accounts/calendars/new/", {"name": "Weekdays", **typed})
    assert answer.status_code == 422
    assert not Calendar.objects.exists()
    return [line["text"] for line in error_summary(answer.context["form"])["lines"]]


def test_tells_every_day_that_is_wrong_by_its_name(client, ada):
    client.force_login(ada)
    hours = {"opens_0": "17:00", "closes_0": "09:00", "closes_1": "17:00", "opens_2": "09:00"}

    lines = refused(client, **hours, opens_3="9am", closes_3="24:30")

    assert lines == [
        "Monday: it must close after it opens. Midnight is 24:00.",
        "Tuesday: write both times, or none where it is closed.",
        "Wednesday: write both times, or none where it is closed.",
        "Thursday, opens: write a time of day, such as 09:00.",
        "Thursday, closes: write a time of day, such as 09:00.",
    ]


def test_tells_every_line_that_is_no_holiday_and_every_day_listed_twice(client, ada):
    client.force_login(ada)

    lines = refused(client, holidays="Xmas\n2026-12-26 a\n25/12 b\n2026-12-26 c\n2026-02-30 d")

    assert lines == [
        "“Xmas” is no holiday. Write it as 2026-12-25 Christmas Day.",
        "“25/12 b” is no holiday. Write it as 2026-12-25 Christmas Day.",
        "“2026-02-30 d” is no holiday. Write it as 2026-12-25 Christmas Day.",
        "2026-12-26 is listed more than once. Leave one line of it.",
    ]


def test_closes_at_midnight(client, ada):
    client.force_login(ada)

    client.post(
        "/accounts/calendars/new/", {"name": "Late", "opens_4": "9.30", "closes_4": "24:00"}
    )

    calendar = Calendar.objects.get()
    assert (calendar.opens[4], calendar.closes[4]) == (570, 1440)
