from datetime import date

import pytest

from accounts import errors
from accounts.models import Calendar
from accounts.services import save_calendar
from tests.factories import NOON, make_person
from tests.trail import audit_actions, audit_entries

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
