"""Saying that a stream began again makes it count anew, and settles its case."""

import pytest

from exceptions.models import Case
from inventory.intake import errors
from inventory.intake.models import SequenceGap, StreamMark, StreamRestart
from inventory.intake.services import find_gaps, find_restarts, restart_stream
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import browser, text_of
from tests.inventory.intake.test_find_restarts import send
from tests.inventory.intake.world import MINUTE
from tests.trail import audit_actions

LATER = NOON + 60 * MINUTE


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


@pytest.fixture
def noticed(world):
    """Till 1 stood at 5,001, with 5,000 missing, and began again at 1."""
    send(world, "old", 4999, 5001)
    sweep()
    for number in (1, 2, 3):
        send(world, "new", number, minutes=-30 + number)
    sweep()
    return StreamRestart.objects.get()


def sweep(at=NOON):
    find_restarts(at=at)
    find_gaps(at=at)


def restart(row, actor, reason="The till was replaced."):
    return restart_stream(restart_id=row.pk, reason=reason, actor=actor, at=LATER)


def open_gaps():
    rows = SequenceGap.objects.open().order_by("first")
    return [(gap.first, gap.last) for gap in rows]


def test_counts_from_the_new_run_on_and_closes_the_case(noticed, omar):
    restart(noticed, omar)

    row = StreamRestart.objects.get()
    assert (row.closed_by, row.note) == (omar, "The till was replaced.")
    assert (StreamMark.objects.get().upto, open_gaps()) == (3, [])
    assert Case.objects.get(kind="stream_restarted").closing_note == "The till was replaced."
    assert audit_actions(row) == ["inventory.stream.restarted"]


def test_finds_gaps_after_it_among_the_old_numbers(world, noticed, omar):
    restart(noticed, omar)
    send(world, "new", 4, 7, 5004, minutes=-10)
    sweep(LATER)

    assert open_gaps() == [(5, 6), (8, 5003)]

    send(world, "new", 5, minutes=-9)
    sweep(LATER)
    assert open_gaps() == [(6, 6), (8, 5003)]


def test_finds_gaps_in_what_the_new_run_has_sent_already(world, noticed, omar):
    send(world, "new", 6, minutes=-20)

    restart(noticed, omar)

    assert open_gaps() == [(4, 5)]


def test_what_comes_late_of_the_run_before_is_none_of_its_numbers(world, noticed, omar):
    restart(noticed, omar)
    send(world, "late", 5000, minutes=-61)

    sweep(LATER)

    assert (StreamMark.objects.get().upto, open_gaps()) == (3, [])


def test_the_case_does_not_come_again_while_old_numbers_are_used(world, noticed, omar):
    restart(noticed, omar)
    send(world, "new", 4, 5, 4999, 5001, minutes=-10)

    sweep(LATER)

    assert Case.objects.filter(kind="stream_restarted", closed_at=None).count() == 0


def test_a_second_restart_is_noticed(world, noticed, omar):
    restart(noticed, omar)
    send(world, "newer", 1, 2, minutes=-5)

    sweep(LATER)

    assert StreamRestart.objects.open().get().first == 1


def test_refuses_twice_without_a_reason_without_the_right_and_elsewhere(world, noticed, omar):
    with pytest.raises(errors.ReasonMissing):
        restart(noticed, omar, " ")
    with pytest.raises(errors.FixNotAllowed):
        restart(noticed, make_person("Tove", role="auditor", scope=world.network))
    with pytest.raises(errors.IntakeRowUnknown):
        restart(noticed, make_person("Sam", role="ops agent", scope=world.york.place))
    assert StreamRestart.objects.open().exists()
    restart(noticed, omar)
    with pytest.raises(errors.StreamRestartedAlready):
        restart(noticed, omar)


def test_the_page_of_gaps_leads_to_it(world, noticed):
    client = browser("Ines", "integration engineer", world.network)
    address = f"/inventory/intake/streams/{noticed.reference}/restart/"

    assert address in text_of(client.get("/inventory/intake/gaps/"))
    assert "Count till-1 anew" in text_of(client.get(address))
    answer = client.post(address, {"reason": "A new till."})

    assert answer.status_code == 302
    assert "Streams that seem to have begun again" not in text_of(client.get(answer["Location"]))
    assert client.post(address, {"reason": "Again."}).status_code == 409
