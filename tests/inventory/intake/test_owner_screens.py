"""Owners and tolerances: read by many, set by admins."""

import pytest

from inventory.intake.models import SnapshotTolerance, TypeOwner
from tests.inventory.intake.screens import browser, text_of

PAGE = "/inventory/intake/owners/"
TOLERANCE = "/inventory/intake/tolerances/"


@pytest.fixture
def ada(world):
    return browser("Ada", "admin", world.network)


def test_sets_and_removes_an_owner(world, ada):
    ada.post(f"{PAGE}set/", {"type": "count", "source": "wms", "place": "CAMDEN"})
    owner = TypeOwner.objects.get()
    assert "Camden" in text_of(ada.get(PAGE))

    ada.post(f"{PAGE}{owner.pk}/remove/")
    assert not TypeOwner.objects.exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"type": "count", "source": "nobody"}, "Select a valid choice"),
        ({"type": "theft", "source": "wms"}, "Select a valid choice"),
        ({"type": "count", "source": "wms", "place": "NOWHERE"}, "there is no place NOWHERE"),
    ],
)
def test_says_what_does_not_fit(world, ada, form, words):
    answer = ada.post(f"{PAGE}set/", form)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_sets_and_removes_a_tolerance(world, ada):
    ada.post(f"{TOLERANCE}set/", {"units": "3", "source": "", "place": ""})
    row = SnapshotTolerance.objects.get()
    assert "every source" in text_of(ada.get(PAGE))

    ada.post(f"{TOLERANCE}{row.pk}/remove/")
    assert not SnapshotTolerance.objects.exists()


def test_others_read_why_they_may_not(world):
    omar = browser("Omar", "ops agent", world.network)

    assert "set by admins" in text_of(omar.get(PAGE))
    assert "Set owner" not in text_of(omar.get(PAGE))
    answer = omar.post(f"{PAGE}set/", {"type": "count", "source": "wms"})
    assert answer.status_code == 403
    assert not TypeOwner.objects.exists()
