from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from audit.models import Entry
from audit.services import Line, changed, record, record_many
from kernel.context import acting
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_appends_who_what_where_and_why(camden, ada):
    with acting(ip="10.0.0.7", request_id="r-1", correlation_id="c-1", on_behalf_of="omar"):
        record(
            "accounts.place.renamed",
            camden,
            actor=ada,
            at=NOON,
            place=camden,
            before={"name": "Camden"},
            after={"name": "Camden High Street"},
            reason="Moved across the road",
        )

    entry = Entry.objects.get()
    assert (entry.actor, entry.agent, entry.on_behalf_of) == (ada, "", "omar")
    assert (entry.ip, entry.request_id, entry.correlation_id) == ("10.0.0.7", "r-1", "c-1")
    assert (entry.subject_type, entry.subject_id) == ("accounts.place", str(camden.pk))
    assert (entry.place_id, entry.place_path) == (camden.pk, camden.path)
    assert (entry.before, entry.after) == ({"name": "Camden"}, {"name": "Camden High Street"})
    assert entry.reason == "Moved across the road"
    assert entry.occurred_at == NOON
    assert entry.xid > 0


@pytest.mark.parametrize(
    ("agent", "client", "named"),
    [("sweep", "client:till", "sweep"), ("", "client:till", "client:till"), ("", "", "system")],
)
def test_names_who_acted_when_it_was_no_person(camden, agent, client, named):
    with acting(client=client):
        record("accounts.place.opened", camden, actor=None, at=NOON, agent=agent)

    assert Entry.objects.get().agent == named


def test_calls_a_person_by_number(ada):
    record("accounts.user.invited", ada, actor=None, at=NOON)

    assert Entry.objects.get().subject_text == f"person {ada.pk}"


def test_hides_what_looks_secret(camden):
    record("accounts.place.changed", camden, actor=None, at=NOON, after={"token_hash": "abc"})

    assert Entry.objects.get().after == {"token_hash": "••••"}


def test_stores_values_json_cannot_hold_as_text(camden):
    after = {"cost": Decimal("1.20"), "at": NOON, "text": "a\x00b"}

    record("accounts.place.changed", camden, actor=None, at=NOON, after=after)

    assert Entry.objects.get().after == {
        "cost": "1.20",
        "at": "2026-11-20T12:00:00+00:00",
        "text": "a\ufffdb",
    }


@pytest.mark.parametrize("action", ["", "saved", "Place.Saved", "place..saved", "a.b.c.d.e"])
def test_refuses_an_action_without_a_namespace(camden, action):
    with pytest.raises(ValueError, match="namespaced"):
        record(action, camden, actor=None, at=NOON)

    assert not Entry.objects.exists()


def test_refuses_a_moment_without_a_zone(camden):
    with pytest.raises(ValueError, match="time zone"):
        record("accounts.place.saved", camden, actor=None, at=datetime(2026, 1, 1))


def test_record_many_lets_its_lines_read_the_database(camden, ada):
    states = []

    def lines():
        for _n in range(2):
            states.append(connection.connection.info.transaction_status)
            yield Line("accounts.place.seen", camden)

    record_many(lines(), actor=ada, at=NOON)

    assert TransactionStatus.ACTIVE not in states
    assert Entry.objects.count() == len(states) == 2


def test_record_many_appends_in_order_and_counts(camden, ada):
    lines = [Line("accounts.place.seen", camden, after={"n": n}) for n in range(1_500)]

    written = record_many(lines, actor=ada, at=NOON)

    assert written == 1_500
    assert record_many([], actor=ada, at=NOON) == 0
    entries = Entry.objects.order_by("id")
    assert list(entries.values_list("after__n", flat=True)) == list(range(1_500))
    one = entries[0]
    assert (one.actor, one.before, one.subject_text) == (ada, None, str(camden))
    assert one.xid
    assert one.recorded_at


def test_changed_keeps_only_what_differs():
    before = {"name": "A", "kind": "store", "gone": 1}
    after = {"name": "B", "kind": "store", "new": 2}

    assert changed(before, after) == ({"name": "A", "gone": 1}, {"name": "B", "new": 2})
