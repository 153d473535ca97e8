"""What was not found where the books say: from the pick to the count to the closed case."""

import pytest
from django.urls import reverse

from exceptions.models import Case
from inventory.counts.models import Count
from inventory.counts.services import (
    CountedLine,
    approve_lines,
    ask_recount,
    finish_part,
    put_lines,
)
from inventory.counts.services.rules import create_plan
from inventory.counts.services.scheduling import make_due_counts
from inventory.transfers.services import close_short
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import sign_in
from tests.inventory.transfers.test_transfer_facts import undoing
from tests.inventory.transfers.world import DAY, HOUR, again, fact

PLAN = {
    "is_active": True, "lines": 0, "every_days": 1, "on_below_zero": True, "on_snapshot": True,
    "short_picks": 2,
}  # fmt: skip


def cases():
    return Case.objects.filter(kind="short_pick").order_by("pk")


def not_found(world, transfer, *, mugs=10, at=NOON + 3 * HOUR):
    """Wren ships what is there of the mugs and says that the others are not."""
    if mugs:
        world.ship(transfer, mugs=mugs, plates=4)
    close_short(
        reference=transfer.reference, reason="Empty bin", not_found=True, actor=world.wren, at=at
    )


def test_each_sku_is_one_case_and_each_time_an_occurrence(world):
    for _time in range(2):
        not_found(world, world.approved(), mugs=7)

    case = cases().get()
    assert (case.occurrences, case.place, case.subject_text) == (2, world.dc.place, str(world.mug))
    assert case.evidence["missed"] == 3
    assert case.units == -3


def test_closing_short_for_another_reason_opens_none(world):
    transfer = world.approved()

    close_short(reference=transfer.reference, reason="Not needed", actor=world.wren, at=NOON + HOUR)

    assert not cases().exists()


def test_a_warehouse_system_that_frees_pieces_picked_short(world):
    transfer = world.approved()
    freed = fact(
        "w1", "deallocate", quantity=3, reference=transfer.reference,
        occurred_at=(NOON + 2 * HOUR).isoformat(),
    )  # fmt: skip

    world.tell(freed)
    world.tell(undoing(freed))

    assert cases().get().occurrences == 1
    assert cases().get().evidence == {
        "sku": "MUG", "location": "DC-NORTH", "document": transfer.reference, "missed": 3,
    }  # fmt: skip


def test_the_second_time_plans_a_count_and_the_count_closes_the_case(world):
    lena = make_person("Lena", role="ops lead", scope=world.network)
    create_plan(place=world.dc.place, wanted=PLAN, actor=lena, at=NOON)
    not_found(world, world.approved(), mugs=7)
    assert make_due_counts(at=NOON + 4 * HOUR) == 0
    not_found(world, world.approved(), mugs=7)
    assert make_due_counts(at=NOON + 5 * HOUR) == 1

    settle(world, lena)

    case = cases().get()
    assert case.closed_at
    assert case.closing_note.endswith("counted the shelf.")


def settle(world, lena):
    """Two people count 30 where the books say 36, and Lena takes it."""
    count = Count.objects.get()
    first, second = world.wren, make_person("Noor", role="warehouse", scope=world.dc.place)
    counted(count, first)
    lines = list(count.lines.values_list("pk", flat=True))
    usual = {"reference": count.reference, "version": None, "line_ids": lines}
    ask_recount(**usual, actor=lena, at=NOON + DAY)
    counted(count, second, number=2)
    approve_lines(**usual, actor=lena, at=NOON + DAY + HOUR)


def counted(count, person, number=1):
    at = NOON + DAY
    put_lines(
        reference=count.reference,
        number=number,
        lines=[CountedLine("MUG", 30)],
        actor=person,
        at=at,
    )
    part = count.parts.get(number=number)
    finish_part(part_id=part.pk, is_complete=True, version=None, actor=person, at=at)


@pytest.mark.parametrize(("ticked", "opened"), [("yes", 2), ("", 0)])
def test_the_dialog_asks_whether_they_were_not_found(world, ticked, opened):
    transfer = world.approved()
    url = reverse("inventory:transfer-close-short", args=[transfer.reference])
    page = sign_in(world.wren).get(reverse("inventory:transfer", args=[transfer.reference]))
    form = {"version": again(transfer).version, "reason": "Empty bin", "not_found": ticked}

    sign_in(world.wren).post(url, form)

    assert 'name="not_found"' in page.content.decode()
    assert cases().count() == opened
