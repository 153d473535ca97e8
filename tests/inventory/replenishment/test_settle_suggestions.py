"""A suggestion becomes a draft in one step, or is quiet for a while, with the reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.replenishment.errors import DaysUnfit, QuietOver, ReasonMissing, SuggestionGone
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.replenishment.services import (
    dismiss_suggestion,
    draft_suggestions,
    suggest_again,
    suggest_moves,
)
from inventory.transfers.models import Transfer
from inventory.transfers.services import cancel_transfer, create_transfer
from kernel.clock import now
from tests.clock import Clock
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in
from tests.inventory.replenishment.test_suggest_moves import world  # noqa: F401

DAY = timedelta(days=1)


class Nowhere:
    """A reader who sees no place."""

    scope_paths = ()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """What was sold counts for 28 days: the day the tests run on is not theirs."""
    return Clock(monkeypatch, NOON)


@pytest.fixture
def row(world):  # noqa: F811
    suggest_moves(at=NOON)
    return Suggestion.objects.get()


def dismiss(row, actor, **more):
    facts = {"days": 14, "reason": "Closing for works", "at": NOON, **more}
    return dismiss_suggestion(suggestion_id=row.pk, actor=actor, **facts)


def test_dismissed_it_is_quiet_until_its_days_are_over(world, row):  # noqa: F811
    dismiss(row, world.priya)

    assert suggest_moves(at=NOON + 13 * DAY) == 0
    assert suggest_moves(at=NOON + 15 * DAY) == 1
    entry = Entry.objects.get(action="inventory.suggestion.dismissed")
    assert (entry.actor, entry.reason) == (world.priya, "Closing for works")


@pytest.mark.parametrize(
    ("more", "error"),
    [({"days": 0}, DaysUnfit), ({"days": 91}, DaysUnfit), ({"reason": " "}, ReasonMissing)],
)
def test_refuses_what_cannot_be(world, row, more, error):  # noqa: F811
    with pytest.raises(error):
        dismiss(row, world.priya, **more)

    assert not QuietCell.objects.exists()
    assert Suggestion.objects.exists()


def test_refuses_who_may_draft_none(world, row):  # noqa: F811
    with pytest.raises(RightMissing):
        dismiss(row, world.sam)


def test_refuses_what_was_computed_anew(world, row):  # noqa: F811
    suggest_moves(at=NOON)

    with pytest.raises(SuggestionGone):
        dismiss(row, world.priya)


def shown_to(person):
    """What the list of suggestions shows."""
    return Suggestion.objects.visible_to(person).still_needed()


def drafted_by_its_form(row, person):
    """Opened, and saved as it was filled in."""
    typed = {"origin": row.from_location.code, "destination": row.to_location.code,
             "lines": row.lines, "reason": row.asked_as}  # fmt: skip
    sign_in(person).post(reverse("inventory:transfer-new"), typed)
    return Transfer.objects.get()


def test_opened_and_saved_it_is_suggested_no_more(world):  # noqa: F811
    suggest_moves(at=now())
    row = Suggestion.objects.still_needed().get()

    draft = drafted_by_its_form(row, world.priya)
    page = sign_in(world.priya).get(reverse("inventory:suggestions")).content.decode()

    assert draft.lines.get().sku == row.sku
    assert "Nothing is suggested" in page
    suggest_moves(at=draft.created_at + 8 * DAY)
    assert shown_to(world.priya).count() == Suggestion.objects.count()


def test_a_draft_that_was_called_off_holds_nothing_back(world):  # noqa: F811
    suggest_moves(at=now())
    draft = drafted_by_its_form(Suggestion.objects.still_needed().get(), world.priya)

    cancel_transfer(reference=draft.reference, reason="Not now", actor=world.priya, at=now())

    assert shown_to(world.priya).exists()


def drafted_by_hand(world, person, quantity, *, origin=None):  # noqa: F811
    return create_transfer(
        origin=origin or world.soho, destination=world.camden, lines=[(world.mug, quantity)],
        reason="other", actor=person, at=now(),
    )  # fmt: skip


def test_a_draft_of_a_part_leaves_the_rest_suggested_and_says_who_drafted(world):  # noqa: F811
    suggest_moves(at=now())
    whole = Suggestion.objects.get().quantity
    drafted_by_hand(world, world.priya, 1)

    page = sign_in(world.priya).get(reverse("inventory:suggestions")).content.decode()

    assert "1 already drafted by Priya; Camden sells out on" in page
    assert f"lines=MUG+x+{whole - 1}&amp;" in page


def test_what_an_origin_gives_in_a_draft_it_does_not_give_again(world):  # noqa: F811
    suggest_moves(at=now())
    row = Suggestion.objects.get()
    Suggestion.objects.update(quantity=5, target=row.to_has + 20)
    drafted_by_hand(world, world.priya, 3, origin=row.from_location)

    assert shown_to(world.priya).get().left == 2
    (draft,) = draft_suggestions(suggestion_ids=[row.pk], actor=world.priya, at=now())
    assert draft.lines.get().asked == 2


def test_names_nobody_whose_draft_the_reader_does_not_see(world):  # noqa: F811
    suggest_moves(at=now())
    drafted_by_hand(world, world.priya, 1)

    (row,) = Suggestion.objects.still_needed().with_drafter(Nowhere())

    assert row.drafted_words == "1 already drafted"


def test_becomes_a_draft_that_is_not_suggested_beside_itself(world, row):  # noqa: F811
    (draft,) = draft_suggestions(suggestion_ids=[row.pk], actor=world.priya, at=NOON)

    line = draft.lines.get()
    assert (draft.status, draft.asked_by, draft.reason) == ("draft", world.priya, row.asked_as)
    assert (line.sku, line.asked) == (row.sku, row.quantity)
    assert suggest_moves(at=NOON + DAY) == 0
    assert QuietCell.objects.get().reason == f"Drafted as {draft}"


def test_one_route_is_one_draft(world, row):  # noqa: F811
    Suggestion.objects.create(
        sku=world.plate, from_location=row.from_location, to_location=row.to_location, quantity=2,
        to_has=0, to_sold=5, from_has=20, from_sold=0, reorder_point=3, target=4,
        sells_out_on=NOON.date(), computed_at=NOON,
    )  # fmt: skip
    ids = Suggestion.objects.values_list("pk", flat=True)

    answer = sign_in(world.priya).post(
        reverse("inventory:suggestions-draft"), {"id": [f"SM-{pk:06d}" for pk in ids]}
    )

    draft = Transfer.objects.get()
    assert draft.lines.count() == 2
    assert answer.headers["Location"].endswith(f"/{draft.reference}/")


def test_dismissing_asks_for_how_long_and_why(world, row):  # noqa: F811
    url, chosen = reverse("inventory:suggestions-dismiss"), {"id": row.reference}
    browser = sign_in(world.priya)

    asked = browser.post(url, chosen)
    without = browser.post(url, {**chosen, "confirmed": "1", "days": "14", "reason": ""})
    done = browser.post(url, {**chosen, "confirmed": "1", "days": "14", "reason": "Works"})

    assert (asked.status_code, without.status_code, done.status_code) == (200, 422, 302)
    assert 'id="why"' in asked.content.decode()
    assert QuietCell.objects.get().until.date() > NOON.date()


def test_drafting_says_what_of_the_chosen_is_suggested_no_longer(world, row):  # noqa: F811
    browser = sign_in(world.priya)
    chosen = {"id": [row.reference, "SM-999999"]}

    browser.post(reverse("inventory:suggestions-draft"), chosen)

    page = browser.get(reverse("inventory:transfers")).content.decode()
    assert "1 transfer drafted. 1 of those chosen is suggested no longer." in page


def test_an_empty_list_says_whether_it_was_computed(world):  # noqa: F811
    browser = sign_in(world.priya)

    before = browser.get(reverse("inventory:suggestions")).content.decode()
    suggest_moves(at=now() - 60 * DAY)
    after = browser.get(reverse("inventory:suggestions")).content.decode()

    assert "It was not computed yet" in before
    assert "Computed every night, last" in after


def test_a_dismissal_is_seen_and_taken_back(world, row):  # noqa: F811
    dismiss(row, world.priya, at=now(), reason="Closing for works")
    browser, cell = sign_in(world.priya), QuietCell.objects.get()
    listed = browser.get(reverse("inventory:suggestions-quiet")).content.decode()
    assert "Closing for works" in listed
    assert reverse("inventory:suggestions-quiet") in (
        browser.get(reverse("inventory:suggestions")).content.decode()
    )

    answer = browser.post(reverse("inventory:suggestions-resume"), {"id": cell.reference})

    assert answer.headers["Location"] == reverse("inventory:suggestions")
    assert not QuietCell.objects.exists()
    assert suggest_moves(at=NOON + DAY) == 1
    entry = Entry.objects.get(action="inventory.suggestion.resumed")
    assert (entry.actor, entry.before["reason"]) == (world.priya, "Closing for works")


def test_a_dismissal_whose_days_are_over_is_none(world, row):  # noqa: F811
    dismiss(row, world.priya)
    cell = QuietCell.objects.get()

    with pytest.raises(QuietOver):
        suggest_again(quiet_id=cell.pk, actor=world.priya, at=NOON + 15 * DAY)


def test_who_may_draft_none_takes_none_back(world, row):  # noqa: F811
    dismiss(row, world.priya)

    with pytest.raises(RightMissing):
        suggest_again(quiet_id=QuietCell.objects.get().pk, actor=world.sam, at=NOON)

    assert QuietCell.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"days": "14", "reason": " "}, "why")]
    + [({"days": days, "reason": "Works"}, "days") for days in ("", "x", "12345", "8")],
)
def test_the_page_refuses_beside_the_field_that_is_wrong(world, row, typed, field):  # noqa: F811
    url = reverse("inventory:suggestions-dismiss")

    told = {"id": row.reference, "confirmed": "1", **typed}
    answer = sign_in(world.priya).post(url, told)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert not QuietCell.objects.exists()
