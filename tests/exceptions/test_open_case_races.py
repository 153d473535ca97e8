"""Two connections on a real server: one fingerprint never has two open cases."""

import pytest

from exceptions.models import Case
from exceptions.services import close_case, open_case
from tests.factories import NOON
from tests.inventory.ledger.racing import Holding, behind, together

pytestmark = pytest.mark.django_db(transaction=True)


def short(place):
    return open_case(
        kind="below_zero",
        fingerprint="cell:1",
        title="3 short",
        subject=place,
        place=place,
        at=NOON,
    )


def test_many_openers_at_once_make_one_case(camden):
    answers = together(*[lambda: [short(camden).pk for _ in range(10)]] * 8)

    assert len({pk for answer in answers for pk in answer}) == 1
    case = Case.objects.get()
    assert case.occurrences == 80
    assert case.seen.count() == 80


def test_a_repeat_waits_for_the_closer_and_then_opens_anew(camden):
    first = short(camden)

    second = behind(
        lambda: close_case(fingerprint="cell:1", at=NOON, note="Cured"), lambda: short(camden)
    )

    assert second.pk != first.pk
    assert Case.objects.open().get().pk == second.pk


def test_a_closer_finds_nothing_until_the_opener_has_committed(camden):
    with Holding(lambda: short(camden)):
        early = close_case(fingerprint="cell:1", at=NOON, note="Cured")

    assert early is None
    assert close_case(fingerprint="cell:1", at=NOON, note="Cured") is not None
