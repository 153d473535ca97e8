import json

import pytest
from django.db import connection

from audit.errors import AnchorKnowsMore, SealKeyMissing, SealKeyUnreadable
from audit.models import Entry, Seal
from audit.services import record, seals
from audit.services.seals import seal_entries
from audit.verify import verify
from tests.audit.trail import (
    append_entries,
    block,
    sealed_trail,
    tamper,
    write_entries,
)
from tests.factories import NOON
from tests.horizon import wait_for_others
from tests.inventory.ledger.racing import Holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _anchored(anchor_file):
    return anchor_file


def test_chains_blocks_over_every_row(camden):
    sealed_trail(camden, blocks=3, rows=5)

    one, two, three = Seal.objects.all()
    assert [seal.count for seal in (one, two, three)] == [5, 5, 5]
    assert bytes(one.previous) == bytes(32)
    assert bytes(two.previous) == bytes(one.head)
    assert bytes(three.previous) == bytes(two.head)
    assert three.last_id == Entry.objects.first().pk
    assert verify().is_sound


def test_cuts_a_long_tail_into_blocks(camden, monkeypatch):
    monkeypatch.setattr(seals, "ROWS_PER_BLOCK", 300)
    write_entries(camden, 700)

    assert seal_entries(at=NOON) == 3
    assert [seal.count for seal in Seal.objects.all()] == [300, 300, 100]
    assert verify().rows == 700


def test_seals_nothing_when_nothing_waits(camden):
    sealed_trail(camden, blocks=1)

    assert seal_entries(at=NOON) == 0
    assert Seal.objects.count() == 1


def test_appends_each_block_to_the_anchor(camden, anchor_file):
    sealed_trail(camden, blocks=2, rows=3)

    lines = [json.loads(line) for line in anchor_file.read_text().splitlines()]
    assert [line["number"] for line in lines] == [1, 2]
    assert lines[1]["head"] == bytes(block(2).head).hex()
    assert lines[1]["count"] == 3


def test_anchors_later_what_a_crash_left_out(camden, anchor_file):
    sealed_trail(camden, blocks=3)
    lines = anchor_file.read_text().splitlines(keepends=True)
    anchor_file.write_text(lines[0] + lines[1][:40])

    seal_entries(at=NOON)

    report = verify()
    assert report.is_sound
    assert report.notes == ["Line 2 of the anchor file cannot be read."]


def test_never_jumps_over_a_row_of_a_slow_transaction(camden):
    with Holding(lambda: record("accounts.place.slow", camden, actor=None, at=NOON)):
        append_entries(camden, 3)
        assert seal_entries(at=NOON) == 0

    wait_for_others()
    assert seal_entries(at=NOON) == 1
    assert block(1).count == 4
    assert verify().is_sound


def test_one_sealer_at_a_time(camden):
    write_entries(camden, 3)

    def other():
        connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [seals.SEALING])

    with Holding(other):
        assert seal_entries(at=NOON) == 0

    assert seal_entries(at=NOON) == 1


def test_refuses_without_a_key(camden, settings):
    write_entries(camden, 1)
    settings.AUDIT_KEY = ""

    with pytest.raises(SealKeyMissing):
        seal_entries(at=NOON)

    assert not Seal.objects.exists()


@pytest.mark.parametrize("key", ["not base64!", "c2hvcnQ="])
def test_refuses_a_key_it_cannot_read(camden, settings, key):
    settings.AUDIT_KEY = key

    with pytest.raises(SealKeyUnreadable):
        seal_entries(at=NOON)


def test_refuses_to_go_on_when_the_anchor_knows_more(camden, anchor_file):
    sealed_trail(camden, blocks=3)
    tamper("DELETE FROM audit_seal WHERE number > 1")

    with pytest.raises(AnchorKnowsMore, match="knows block 3, the database ends at block 1"):
        seal_entries(at=NOON)

    assert Seal.objects.count() == 1
