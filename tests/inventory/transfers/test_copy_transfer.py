"""A copy of a transfer..."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog.models import Sku
from inventory.transfers.errors import SkuNotTransferable
from inventory.transfers.models import Transfer
from inventory.transfers.services import copy_transfer
from tests.api import said
from tests.controls import refusals_of
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import DAY, again


def rejected(world):
    transfer = world.submitted(words="For the window")
    world.decide(transfer, "reject")
    return again(transfer)


def copy(world, transfer, **more):
    given = {"actor": world.omar, "at": NOON + DAY} | more
    return copy_transfer(reference=transfer.reference, **given)


def test_is_a_draft_of_the_same_lines_and_says_of_which(world):
    source = rejected(world)

    made = copy(world, source)

    assert made.status == "draft"
    assert dict(made.lines.values_list("sku__code", "asked")) == {"MUG": 10, "PLATE": 4}
    assert (made.from_location, made.to_location) == (world.dc, world.camden)
    assert (made.note, made.copied_from) == ("For the window", source)
    entry = Entry.objects.get(action="inventory.transfer.created", subject_id=str(made.pk))
    assert entry.after["copied_from"] == source.reference


def test_asks_for_what_was_asked_not_for_what_was_approved(world):
    made = copy(world, world.approved(lower={"MUG": 6}))

    assert made.lines.get(sku=world.mug).asked == 10
    assert made.lines.get(sku=world.mug).approved is None


def test_leaves_out_a_day_that_has_passed(world):
    soon = world.draft(needed_by=(NOON + 3 * DAY).date())
    past = world.draft(needed_by=NOON.date())

    assert copy(world, soon).needed_by == soon.needed_by
    assert copy(world, past).needed_by is None


def test_keeps_a_day_that_has_not_ended_at_the_destination(world):
    world.camden.place.time_zone = "America/Los_Angeles"
    world.camden.place.save(update_fields=["time_zone"])
    today = world.draft(needed_by=(NOON + DAY).date())

    made = copy(world, today, at=NOON + DAY + timedelta(hours=14))

    assert made.needed_by == today.needed_by


def test_is_made_by_who_may_ask_for_transfers(world):
    with pytest.raises(RightMissing):
        copy(world, rejected(world), actor=world.sam)

    assert Transfer.objects.count() == 1


def test_is_refused_where_an_item_no_longer_moves(world):
    source = rejected(world)
    fresh = Sku(code="NEW", name="New", network=world.network, created_at=NOON)
    fresh.save()
    source.lines.filter(sku=world.mug).update(sku=fresh)

    with pytest.raises(SkuNotTransferable):
        copy(world, source)

    assert Transfer.objects.count() == 1


def test_is_one_press_on_a_page_that_was_a_dead_end(world):
    source = rejected(world)
    where = reverse("inventory:transfer-copy", args=[source.reference])

    page = sign_in(world.omar).get(reverse("inventory:transfer", args=[source.reference]))
    answer = sign_in(world.omar).post(where, follow=True)

    assert where in page.content.decode()
    text = text_of(answer)
    assert f"drafted as a copy of {source.reference}" in text
    assert "Origin has" in text
    assert "Copy of" in text


def test_shows_others_why_they_may_not(world):
    source = rejected(world)

    page = sign_in(world.sam).get(reverse("inventory:transfer", args=[source.reference]))

    assert "Copy to a new draft" in refusals_of(page.content.decode())


def test_is_drafted_by_api(api, world):
    source = rejected(world)

    answer = api.post(f"transfers/{source.reference}/copy", scope="transfers:read transfers:write")
    unseen = api.post(f"transfers/{source.reference}/copy", scope="transfers:write",
                      place=world.soho.place)  # fmt: skip

    assert answer.status_code == 201, answer.content
    assert answer.json()["copied_from"] == source.reference
    assert said(unseen)[0] == 404
