import pytest

from kernel.errors import Conflict, NotAllowed
from tests.factories import NOON, make_person, make_place
from workbench.bulk import BulkOutcome, Left, ResultFilter, each_row, keep_result, said
from workbench.models import Notification

pytestmark = pytest.mark.django_db


class AlreadyResolved(Conflict):
    """The case was not assigned: it is resolved."""


class OtherRegion(NotAllowed):
    """The case was not assigned: it is of another region."""


WORDS = {"already_resolved": "already resolved", "other_region": "outside your region"}


def test_a_refusal_leaves_its_row_and_nothing_of_it():
    ada = make_person("Ada")

    def act(number):
        Notification.objects.create(user=ada, kind="job", text=str(number), at=NOON)
        if number == 2:
            raise AlreadyResolved

    outcome = each_row([1, 2, 3], act)

    assert outcome.done == [1, 3]
    assert [(row.pk, row.code) for row in outcome.left] == [(2, "already_resolved")]
    assert sorted(Notification.objects.values_list("text", flat=True)) == ["1", "3"]


def test_says_how_many_and_why_not():
    left = [Left(n, "", "already_resolved", "") for n in range(3)]
    left.append(Left(9, "", "other_region", ""))

    text = said(BulkOutcome(42, list(range(38)), left), "assigned", WORDS)

    expected = "38 of 42 assigned. 4 not changed: 3 already resolved, 1 outside your region."
    assert text == expected


def test_says_whole_sentences_where_no_words_are_given():
    left = [Left(1, "", "already_resolved", AlreadyResolved().sentence)]

    assert said(BulkOutcome(1, [], left), "assigned") == (
        "0 of 1 assigned. 1 not changed: The case was not assigned: it is resolved."
    )


def test_a_link_filters_to_the_rows_that_were_left():
    ada = make_person("Ada", scope=make_place("UK"))
    rows = [Notification.objects.create(user=ada, kind="job", text=text, at=NOON) for text in "abc"]

    def act(row):
        if row.text == "b":
            raise AlreadyResolved

    result = keep_result(each_row(rows, act), list_key="x", actor=ada, at=NOON)

    found = ResultFilter().filter(Notification.objects.all(), result.pk)
    assert [row.text for row in found] == ["b"]
    assert not ResultFilter().filter(Notification.objects.all(), 0).exists()
    assert ResultFilter().filter(Notification.objects.all(), None).count() == 3


def test_nothing_is_kept_when_every_row_was_changed():
    ada = make_person("Ada")

    assert keep_result(each_row([1], lambda row: None), list_key="x", actor=ada, at=NOON) is None
