"""Somebody was faster: a decision is only looked at again, plain fields stand beside what they are now."""

import pytest
from django import forms

from audit.services import record
from kernel.clock import now
from kernel.errors import Conflict
from tests.factories import make_person, make_place
from workbench.conflicts import banner_of, differences, look_again

pytestmark = pytest.mark.django_db


class ChangedMeanwhile(Conflict):
    """Nothing was done. Look again."""


class Shade(forms.Form):
    name = forms.CharField(label="Name")
    shade = forms.ChoiceField(label="Shade", choices=[("Warm", [("r", "Red"), ("o", "Orange")])])


@pytest.fixture
def place():
    place = make_place("UK")
    sam = make_person("Sam", role="ops agent", scope=place)
    record("catalog.sku.changed", place, actor=sam, at=now(), place=place, reason="Season")
    return place


def test_a_decision_can_only_be_looked_at_again(place):
    said = look_again(place, ChangedMeanwhile(), page="/p/")

    assert said["title"].startswith("Sam changed this")
    assert said["text"] == "Nothing was done. Look again."
    assert said["changes"] == ["SKU changed. Season"]
    assert [way.label for way in said["actions"]] == ["Look again", "See what changed"]


def test_plain_fields_stand_beside_what_they_are_now(place):
    mine = Shade({"name": "Mug", "shade": "r"})

    changes = differences(mine, {"name": "Mug", "shade": "o"})

    assert changes == ["Shade: yours Red, now Orange."]
    assert banner_of(place, changes)["actions"][1].label == "Use Sam's version"
