import pytest

from accounts import errors
from accounts.models import User
from accounts.services import change_preferences
from tests.factories import NOON
from tests.trail import audit_entries


def change(person, **changes):
    facts = {
        "name": "Priya Nair",
        "theme": "dark",
        "density": "comfortable",
        "time_zone": "Asia/Kolkata",
        "single_key_shortcuts": False,
        "scanner_gap_ms": 70,
    }
    return change_preferences(person=person, at=NOON, **{**facts, **changes})


def test_sets_ones_own_looks_and_keys(priya):
    change(priya)

    person = User.objects.get(pk=priya.pk)
    assert (person.name, person.theme, person.scanner_gap_ms) == ("Priya Nair", "dark", 70)
    entry = audit_entries(priya)[-1]
    assert (entry.before["time_zone"], entry.after["time_zone"]) == (
        "Europe/London",
        "Asia/Kolkata",
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, errors.PreferenceInvalid),
        ({"theme": "pink"}, errors.PreferenceInvalid),
        ({"density": "huge"}, errors.PreferenceInvalid),
        ({"scanner_gap_ms": 5}, errors.PreferenceInvalid),
        ({"time_zone": "Mars/Olympus"}, errors.TimeZoneUnknown),
        ({"time_zone": "../../etc/passwd"}, errors.TimeZoneUnknown),
    ],
)
def test_refuses_what_does_not_fit(priya, changes, refusal):
    with pytest.raises(refusal):
        change(priya, **changes)

    assert User.objects.get(pk=priya.pk).theme == ""
    assert audit_entries(priya) == []


def test_screen_keeps_what_was_typed(client, priya):
    client.force_login(priya)
    form = {"name": "Priya", "time_zone": "Mars/Olympus", "scanner_gap_ms": "45"}

    answer = client.post("/me/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mars/Olympus is not a time zone" in page
    assert 'value="Mars/Olympus"' in page
