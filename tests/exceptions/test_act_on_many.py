"""Many cases at once: each has its outcome; what can be taken back and asks nothing acts at once."""

import pytest

from exceptions.models import Case, CaseLink, Playbook
from tests.exceptions.desk import again, case_in, make_case
from workbench.models import Comment, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(camden):
    return [make_case(camden, fingerprint=f"cell:{n}") for n in range(3)]


@pytest.fixture
def as_lena(client, lena):
    client.force_login(lena)
    return client


def press(client, verb, cases, *, confirmed=True, **said):
    said |= {"id": [case.reference for case in cases]}
    if confirmed:
        said |= {"confirmed": "1"}
    return client.post(f"/exceptions/cases/bulk/{verb}/", said, follow=True).content.decode()


def test_takes_a_few_at_once_and_offers_the_way_back(as_lena, lena, cases):
    page = press(as_lena, "take", cases, confirmed=False)

    assert "3 of 3 taken." in page
    assert {again(case).owner for case in cases} == {lena}
    undo = page.split('data-undo="')[1].split('"')[0]
    assert as_lena.post(undo).status_code == 204
    assert {again(case).owner for case in cases} == {None}


def test_watches_a_few_at_once_and_offers_the_way_back(as_lena, lena, cases):
    page = press(as_lena, "watch", cases, confirmed=False)

    assert Watch.objects.filter(user=lena).count() == 3
    as_lena.post(page.split('data-undo="')[1].split('"')[0])
    assert not Watch.objects.filter(user=lena).exists()


@pytest.mark.parametrize(
    ("verb", "said", "column"),
    [
        ("assign", {"owner": "LENA"}, "owner_id"),
        ("snooze", {"until": "changes"}, "snooze_until_changes"),
        ("severity", {"severity": "urgent"}, "severity"),
    ],
)
def test_one_choice_acts_on_a_few_at_once_and_can_be_taken_back(
    as_lena, lena, cases, verb, said, column
):
    before = {getattr(case, column) for case in cases}
    chosen = {name: lena.pk if value == "LENA" else value for name, value in said.items()}

    page = press(as_lena, verb, cases, confirmed=False, **chosen)

    assert "3 of 3" in page
    changed = {getattr(again(case), column) for case in cases}
    as_lena.post(page.split('data-undo="')[1].split('"')[0])
    assert changed != before
    assert {getattr(again(case), column) for case in cases} == before


def test_a_choice_for_more_than_twenty_asks_and_keeps_it(as_lena, lena, camden):
    many = [make_case(camden, fingerprint=f"cell:{n}") for n in range(21)]

    page = press(as_lena, "severity", many, confirmed=False, severity="urgent")

    assert '<option value="urgent" selected>' in page
    assert "Change severity of 21 cases</button>" in page
    assert {again(case).severity for case in many} == {"normal"}


def test_without_a_choice_it_asks_for_one(as_lena, cases):
    page = press(as_lena, "snooze", cases, confirmed=False)

    assert 'name="moment"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(
    ("verb", "offered"),
    [
        ("assign", "Lena (you)"),
        ("snooze", "Until it happens again"),
        ("severity", "Urgent"),
    ],
)
def test_the_menu_of_a_verb_offers_its_choices(as_lena, verb, offered):
    menu = as_lena.get(f"/exceptions/cases/bulk/{verb}/choices/")

    assert offered in menu.content.decode()


def test_says_before_what_will_be_left_out(client, omar, lena, camden, cases):
    book = Playbook.objects.create(key="book", name="Book")
    book.steps.create(position=1, title="Look", required=True)
    Case.objects.filter(pk=cases[0].pk).update(playbook=book)
    done = case_in("resolved", camden, lena, fingerprint="cell:8")
    held = case_in("assigned", camden, lena, fingerprint="cell:9")
    client.force_login(omar)

    page = press(client, "resolve", [*cases, done, held], confirmed=False)

    assert "1 has steps still to do and will be left out." in page
    assert "1 is resolved already and will be left out." in page
    assert "1 is held by somebody else and will be left out." in page


def test_other_verbs_have_no_menu(as_lena):
    assert as_lena.get("/exceptions/cases/bulk/merge/choices/").status_code == 404


def test_asks_before_what_wants_words(as_lena, cases):
    page = press(as_lena, "comment", cases, confirmed=False)

    assert "Comment on 3 cases</button>" in page
    assert not Comment.objects.exists()


def test_comments_on_each(as_lena, cases):
    page = press(as_lena, "comment", cases, text="The till in Camden was restored")

    assert "3 of 3 commented on." in page
    assert Comment.objects.count() == 3


def test_an_empty_comment_comes_back_with_the_way_to_its_field(as_lena, cases):
    page = press(as_lena, "comment", cases, text=" ")

    assert 'href="#bulk-text"' in page
    assert not Comment.objects.exists()


def test_links_each_with_one_and_leaves_that_one(as_lena, cases):
    page = press(as_lena, "link", cases, other=cases[0].reference)

    assert "2 of 3 linked." in page
    assert "1 the very case itself" in page
    assert CaseLink.objects.count() == 2


def test_merges_into_one_and_leaves_that_one(as_lena, cases):
    page = press(as_lena, "merge", cases[1:], other=cases[0].reference)

    assert "2 of 2 merged." in page
    assert {again(case).merged_into for case in cases[1:]} == {cases[0]}


def test_merging_is_left_to_leads(client, omar, cases):
    client.force_login(omar)

    press(client, "merge", cases[1:], other=cases[0].reference)

    assert not Case.objects.exclude(merged_into=None).exists()


def test_closes_what_is_resolved_and_says_what_is_not(as_lena, lena, camden, cases):
    done = case_in("resolved", camden, lena, fingerprint="cell:9")

    page = press(as_lena, "close", [done, cases[0]])

    assert "1 of 2 closed." in page
    assert "1 not resolved yet" in page
    assert again(done).status == "closed"


@pytest.mark.parametrize(
    ("verb", "begins", "said", "ends", "words"),
    [
        ("start", "assigned", {}, "in_progress", "started"),
        ("wait", "assigned", {"on": "the carrier"}, "waiting", "waiting"),
        ("resume", "waiting", {}, "in_progress", "gone on with"),
        ("release", "assigned", {}, "open", "released"),
        ("reopen", "resolved", {"reason": "It is back"}, "open", "reopened"),
    ],
)
def test_moves_each_that_may_move_and_names_the_others(
    as_lena, lena, camden, verb, begins, said, ends, words
):
    chosen = [case_in(begins, camden, lena, fingerprint=f"cell:{n}") for n in range(2)]
    unfit = "open" if verb == "reopen" else "closed"
    other = case_in(unfit, camden, lena, fingerprint="cell:8")

    page = press(as_lena, verb, [*chosen, other], **said)

    assert f"2 of 3 {words}." in page
    assert {again(case).status for case in chosen} <= {ends, "assigned"}
    assert again(other).status == unfit


def test_brings_back_what_is_snoozed(as_lena, lena, cases):
    press(as_lena, "snooze", cases[:2], until="changes")

    page = press(as_lena, "unsnooze", cases)

    assert "2 of 3 brought back." in page
    assert "1 not snoozed" in page


def test_asks_on_whom_many_wait(as_lena, lena, camden):
    held = case_in("assigned", camden, lena, fingerprint="cell:9")

    page = press(as_lena, "wait", [held], on="")

    assert 'href="#bulk-on"' in page
    assert again(held).status == "assigned"
