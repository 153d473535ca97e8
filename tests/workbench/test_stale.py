"""Somebody was faster: a decision is only looked at again, plain fields are kept beside what they are."""

from datetime import timedelta

import pytest
from django import forms

from audit.services import record
from tests.factories import NOON, make_person, make_place
from workbench.stale import faster

pytestmark = pytest.mark.django_db


class Shade(forms.Form):
    name = forms.CharField(label="Name")
    shade = forms.ChoiceField(label="Shade", choices=[("Warm", [("r", "Red"), ("o", "Orange")])])


@pytest.fixture
def subject():
    place = make_place("UK")
    sam = make_person("Sam", role="ops agent", scope=place)
    record("catalog.sku.changed", place, actor=sam, at=NOON, place=place, reason="Season")
    return (place._meta.label_lower, place.pk)


def test_a_decision_can_only_be_looked_at_again(subject):
    said = faster(*subject, page="/p/", at=NOON + timedelta(seconds=40))

    assert said["title"] == "Sam changed this 40 seconds ago, while you were looking."
    assert said["changes"] == ["SKU changed. Season"]
    assert [action["label"] for action in said["actions"]] == ["Look again", "See what changed"]


def test_plain_fields_stand_beside_what_they_are_now(subject):
    mine = Shade({"name": "Mug", "shade": "r"})

    said = faster(*subject, page="/p/", at=NOON, mine=mine, current={"name": "Mug", "shade": "o"})

    assert said["changes"] == ["Shade: yours Red, now Orange."]
    assert said["actions"][1] == {"label": "Use Sam's version", "url": ""}


def test_says_somebody_where_the_trail_is_silent():
    said = faster("catalog.sku", 0, page="/p/", at=NOON)

    assert said["title"].startswith("Somebody changed this")
