"""What somebody with every right in the database changes is named."""

import base64
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection

from audit.keys import new_pair
from audit.models import Entry, Seal
from audit.services.seals import seal_entries
from audit.verify import Window, verify
from tests.audit.trail import block, entry_ids, sealed_trail, tamper, write_entries
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def trail(anchor_file, camden):
    sealed_trail(camden, blocks=3, rows=5)
    return entry_ids()


def codes(report):
    return [(finding.code, finding.block) for finding in report.findings]


def test_finds_an_untouched_trail_sound(camden):
    write_entries(camden, 2)

    report = verify()

    assert (report.findings, report.notes) == ([], [])
    assert (report.blocks, report.rows, report.waiting) == (3, 15, 2)


@pytest.mark.parametrize(
    "change",
    [
        "action = 'accounts.place.spoken'",
        "actor_id = 7",
        "after = '{\"n\": 99}'",
        "recorded_at = recorded_at - interval '1 second'",
        "reason = 'because'",
        "place_path = '/1/'",
    ],
)
def test_names_an_edited_row(trail, change):
    tamper(f"UPDATE audit_entry SET {change} WHERE id = %s", trail[6])

    report = verify()

    assert codes(report) == [("rows_changed", 2)]
    assert f"entries {trail[5]} to {trail[9]}" in report.findings[0].sentence


@pytest.mark.parametrize("place", [0, 2, 4])
def test_names_a_deleted_row(trail, place):
    tamper("DELETE FROM audit_entry WHERE id = %s", trail[5 + place])

    report = verify()

    assert codes(report) == [("rows_removed", 2)]
    assert "1 of 5 entries were removed" in report.findings[0].sentence


def test_names_two_rows_that_changed_places(trail):
    first, second = trail[5], trail[8]
    swap = "UPDATE audit_entry SET id = CASE id WHEN %s THEN -1 ELSE %s END WHERE id IN (%s, %s)"
    tamper(swap, first, first, first, second)
    tamper("UPDATE audit_entry SET id = %s WHERE id = -1", second)

    assert codes(verify()) == [("rows_changed", 2)]


def test_names_a_row_slipped_into_a_sealed_block(trail):
    middle = Entry.objects.get(pk=trail[6])
    middle.pk = 1_000_000
    xid = middle.xid
    middle.save(force_insert=True)
    tamper("UPDATE audit_entry SET xid = %s WHERE id = 1000000", xid - 1)

    assert codes(verify()) == [("row_added", 2)]


def test_names_a_deleted_block(trail):
    tamper("DELETE FROM audit_seal WHERE number = 2")

    report = verify()

    assert codes(report) == [("block_missing", 2), ("tail_removed", 2)]
    assert f"between {trail[5]} and {trail[10]}" in report.findings[0].sentence


def test_names_a_changed_block_record():
    tamper("UPDATE audit_seal SET sealed_at = sealed_at + interval '1 day' WHERE number = 2")

    assert codes(verify()) == [("block_changed", 2)]


def test_names_damaged_segments():
    tamper("UPDATE audit_seal SET segments = '\\x00' WHERE number = 2")

    assert codes(verify()) == [("block_changed", 2)]


def test_names_a_tail_that_only_the_anchor_still_knows(trail):
    tamper("DELETE FROM audit_seal WHERE number > 1")
    tamper("DELETE FROM audit_entry WHERE id > %s", trail[4])

    report = verify()

    assert codes(report) == [("tail_removed", 2)]
    assert "blocks 2 to 3" in report.findings[0].sentence


def test_names_a_block_that_was_sealed_anew_by_somebody_without_the_key(settings, trail):
    settings.AUDIT_KEY = new_pair()[0]

    report = verify()

    assert [finding.code for finding in report.findings[:3]] == ["key_unknown"] * 3


def test_names_a_signature_that_does_not_fit():
    tamper("UPDATE audit_seal SET signature = decode(repeat('00', 64), 'hex') WHERE number = 3")

    assert codes(verify()) == [("signature_wrong", 3)]


def test_names_a_trail_rewritten_and_sealed_again(anchor_file, trail):
    before = anchor_file.read_text()
    tamper("UPDATE audit_entry SET action = 'a.b' WHERE id = %s", trail[6])
    tamper("DELETE FROM audit_seal WHERE number > 1")
    anchor_file.write_text("".join(before.splitlines(keepends=True)[:1]))
    seal_entries(at=NOON + timedelta(hours=1))
    anchor_file.write_text(before)

    report = verify()

    assert ("block_replaced", 2) in codes(report)


def test_names_an_anchor_file_that_is_gone_or_has_a_hole(anchor_file):
    lines = anchor_file.read_text().splitlines(keepends=True)
    anchor_file.write_text(lines[0] + lines[2])
    assert codes(verify()) == [("anchor_gap", 3)]

    anchor_file.unlink()
    assert codes(verify()) == [("anchor_missing", 3)]


def test_says_which_blocks_are_not_anchored_yet(anchor_file):
    anchor_file.write_text(anchor_file.read_text().splitlines(keepends=True)[0])

    report = verify()

    assert report.is_sound
    assert report.notes == [
        "Blocks 2 to 3 are not in the anchor file yet; the next sweep appends them."
    ]


def test_accepts_a_former_key_that_is_still_trusted(settings):
    former = settings.AUDIT_KEY
    settings.AUDIT_KEY = new_pair()[0]
    settings.AUDIT_TRUSTED_KEYS = [_public(former)]

    assert verify().is_sound


def test_recomputes_only_the_window(trail):
    tamper("UPDATE audit_entry SET reason = 'x' WHERE id = %s", trail[0])

    later = verify(window=Window(since=NOON + timedelta(minutes=1)))
    first = verify(window=Window(until=NOON))

    assert (later.blocks, later.is_sound) == (2, True)
    assert (first.blocks, codes(first)) == (1, [("rows_changed", 1)])


def test_the_command_ends_with_1_and_names_the_range(trail):
    tamper("UPDATE audit_entry SET reason = 'x' WHERE id = %s", trail[6])
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", stdout=out, no_color=True)

    assert ended.value.code == 1
    assert f"rows_changed: Block 2, entries {trail[5]} to {trail[9]}" in out.getvalue()
    assert "DAMAGED" in out.getvalue()


def test_the_command_tells_a_sound_trail():
    out = StringIO()

    call_command("audit", "verify", "--from", "2026-11-20", "--to", "2026-11-20", stdout=out)

    assert "3 blocks, 15 entries verified, 0 waiting for a seal: sound." in out.getvalue()


def test_the_command_refuses_what_is_no_date():
    with pytest.raises(CommandError, match="is no date"):
        call_command("audit", "verify", "--from", "yesterday")


def test_nothing_is_written_by_verifying():
    verify()

    assert Seal.objects.count() == 3
    assert block(3).count == 5


def _public(seed):
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def test_tells_how_far_it_is_between_transactions(camden):
    sealed_trail(camden, blocks=20, rows=1)
    told = []

    verify(progress=lambda *facts: told.append((*facts, connection.in_atomic_block)))

    assert told[:2] == [(32, 35, False), (35, 35, False)]


def test_what_is_between_two_transactions_is_not_overlooked(camden):
    sealed_trail(camden, blocks=20, rows=1)
    ids = entry_ids()
    tamper("DELETE FROM audit_seal WHERE number = 20")
    tamper("DELETE FROM audit_entry WHERE id = %s", ids[-3])

    found = codes(verify())

    assert found == [("block_missing", 20), ("rows_removed", 21), ("tail_removed", 20)]


def test_ends_when_its_progress_says_so(camden):
    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        verify(progress=stop)
