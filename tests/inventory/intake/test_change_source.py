"""An admin or an integration engineer sets what is expected of a source."""

from datetime import timedelta

import pytest

from exceptions.models import Case
from inventory.intake import errors
from inventory.intake.models import WaitingEvent
from inventory.intake.services import (
    SourceSettings,
    accept,
    change_source,
    roll_up_tallies,
    watch_feeds,
)
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery
from tests.api import said
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import browser, text_of
from tests.inventory.ledger.shop import event
from tests.trail import audit_entries

PAGE = "/inventory/intake/sources/pos/"
WANTED = {"clock_tolerance_s": 60, "interval_minutes": 15, "gap_grace_minutes": 0}


@pytest.fixture
def ines(world):
    return make_person("Ines", role="integration engineer", scope=world.network)


def expect(actor, *, code="pos", reason="The tills keep time now.", version=1, **wanted):
    settings = SourceSettings(**{**WANTED, **wanted})
    return change_source(
        code=code, settings=settings, reason=reason, version=version, actor=actor, at=NOON
    )


def test_sets_it_and_says_why(world, ines):
    source = expect(ines)

    assert (SourceSettings.of(source), source.version) == (SourceSettings(60, 15, 0), 2)
    (entry,) = audit_entries(source)
    assert (entry.action, entry.reason) == ("inventory.source.changed", "The tills keep time now.")
    assert entry.before == {
        "clock_tolerance_s": 300,
        "interval_minutes": 30,
        "gap_grace_minutes": 30,
    }
    assert entry.after == WANTED


def test_events_dated_further_ahead_wait_from_then_on(world, ines):
    ahead = event("receipt", location="CAMDEN", occurred_at=NOON + timedelta(minutes=2))
    expect(ines)

    (result,) = accept(deliveries=[Delivery(ahead)], source=pos(), received_at=NOON)

    assert (result.status, result.code) == ("rejected", "occurred_in_future")
    assert WaitingEvent.objects.get().code == "occurred_in_future"


def test_a_source_that_may_be_silent_longer_is_late_no_more(world, ines):
    accept(deliveries=[Delivery(event("receipt"))], source=pos(), received_at=NOON)
    roll_up_tallies()
    watch_feeds(at=NOON + timedelta(minutes=40))
    assert Case.objects.get(kind="feed_late").status == "open"

    expect(ines, interval_minutes=60)
    watch_feeds(at=NOON + timedelta(minutes=41))

    assert Case.objects.get(kind="feed_late").status == "closed"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"code": "nobody"}, errors.UnknownSource),
        ({"version": 2}, errors.SourceChanged),
        ({"clock_tolerance_s": 86_401}, errors.SourceSettingUnfit),
        ({"interval_minutes": -1}, errors.SourceSettingUnfit),
        ({"gap_grace_minutes": 10_081}, errors.SourceSettingUnfit),
        (dict.fromkeys(("interval_minutes", "gap_grace_minutes"), 30) | {"clock_tolerance_s": 300},
         errors.SourceSettingsSame),
        ({"reason": "  "}, errors.ReasonMissing),
    ],
)  # fmt: skip
def test_refuses_what_does_not_fit(world, ines, asked, refused):
    with pytest.raises(refused):
        expect(ines, **asked)

    assert pos().version == 1


def test_refuses_other_roles_and_parts_of_a_network(world):
    with pytest.raises(errors.SettingSourcesNotAllowed):
        expect(make_person("Omar", role="ops agent", scope=world.network))
    with pytest.raises(errors.SourceIsForAll):
        expect(make_person("Ada", role="admin", scope=world.camden.place))


def test_the_page_says_what_it_does_and_changes_it(world):
    ines = browser("Ines", "integration engineer", world.network)
    assert "more than 300 s in the future is not posted" in text_of(ines.get(PAGE))

    asked = {**WANTED, "reason": "They keep time now.", "version": 1}
    ines.post(f"{PAGE}change/", asked)

    shown = text_of(ines.get(PAGE))
    assert "more than 60 s in the future" in shown
    assert "They keep time now." in shown


def test_the_page_refuses_what_changed_meanwhile(world, ines):
    tab = browser("Ada", "admin", world.network)
    expect(ines)

    answer = tab.post(f"{PAGE}change/", {**WANTED, "reason": "Late.", "version": 1})

    assert answer.status_code == 409
    assert "somebody set what is expected of" in text_of(answer)


def test_others_read_why_they_may_not(world):
    omar = browser("Omar", "ops agent", world.network)

    assert "set by admins and integration engineers" in text_of(omar.get(PAGE))
    assert omar.get(f"{PAGE}change/").status_code == 403


def test_the_api_reads_and_changes_it(world, ines, api):
    scope = "sources:read sources:write"
    body = {"on_behalf_of": ines.email, "reason": "They keep time now.", **WANTED}
    read = api.get("sources/pos", scope=scope)

    done = api.post("sources/pos/change", body, scope=scope, version=1)
    stale = api.post("sources/pos/change", body, scope=scope, version=1)

    assert read["ETag"] == '"1"'
    assert done.json() == {**read.json(), **WANTED, "version": 2}
    assert said(stale) == (409, "source_changed")
    assert done.json() in api.get("sources?code=pos", scope=scope).json()["results"]


def pos() -> Source:
    return Source.objects.get(code="pos")
