import json

import pytest
from django.core.management import call_command
from django.db import connection

from audit.errors import AnchorKnowsMore, ReasonMissing, TransactionIdsWentBack
from audit.models import Seal
from audit.services.seals import note_restore, seal_entries
from audit.verify import verify
from audit.xids import TransactionIdsTooFar, advance_past, frontier
from tests.audit.trail import sealed_trail, tamper, write_entries
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def restored(anchor_file, camden):
    """Three blocks were sealed, then a backup from after the first one was put back."""
    sealed_trail(camden, blocks=3)
    (first,) = Seal.objects.filter(number=1)
    tamper("DELETE FROM audit_seal WHERE number > 1")
    tamper("DELETE FROM audit_entry WHERE id > %s", first.last_id)
    return anchor_file


def test_lets_the_trail_go_on_from_the_restored_block(restored, camden):
    with pytest.raises(AnchorKnowsMore):
        seal_entries(at=NOON)

    assert note_restore(at=NOON, reason="Disk of DC North failed") == 1

    write_entries(camden, 2)
    assert seal_entries(at=NOON) == 1
    report = verify()
    assert report.findings == []
    assert "Restored to block 1" in report.notes[0]
    assert "Disk of DC North failed" in report.notes[0]


def test_moves_transaction_ids_past_what_the_data_knows(anchor_file, camden):
    sealed_trail(camden, blocks=1)
    ahead = frontier() + 20_000
    tamper("UPDATE audit_seal SET last_xid = %s", ahead)
    tamper("UPDATE audit_entry SET xid = %s", ahead)
    with pytest.raises(TransactionIdsWentBack):
        seal_entries(at=NOON)

    note_restore(at=NOON, reason="Moved to a new server")

    assert frontier() > ahead


def test_the_command_notes_it(restored, capsys):
    call_command("audit", "restored", "--reason", "Disk failed")

    assert "goes on after block 1" in capsys.readouterr().out
    assert json.loads(restored.read_text().splitlines()[-1])["kind"] == "restored"


def test_a_line_nobody_signed_excuses_nothing(restored):
    lines = restored.read_text()
    forged = json.loads(lines.splitlines()[0]) | {"kind": "restored", "reason": "Trust me"}
    restored.write_text(lines + json.dumps(forged) + "\n")

    found = {finding.code for finding in verify().findings}

    assert found == {"anchor_signature_wrong", "tail_removed"}


def test_refuses_without_a_reason(restored):
    before = restored.read_text()

    with pytest.raises(ReasonMissing):
        note_restore(at=NOON, reason=" ")

    assert restored.read_text() == before


def test_refuses_to_use_up_billions_of_ids():
    with pytest.raises(TransactionIdsTooFar):
        advance_past(frontier() + 5_000_000_000)


def test_uses_up_nothing_when_nothing_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")

    assert advance_past(3) == 0
