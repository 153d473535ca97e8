"""Somebody was faster: a decision is only looked at again, plain fields stand beside what they are now."""

import pytest
from django import forms

from audit.services import record
from kernel.clock import now
from kernel.errors import Conflict
from tests.factories import make_person, make_place
from workbench.conflicts import banner_of, differences, look_again, seen_of
from workbench.people.acts import attempt

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


def test_a_form_over_a_record_without_a_version_is_refused_once_that_changed():
    page = Shade(initial={"name": "Mug", "shade": "r"})
    mine = {"name": "Cup", "shade": "r", "seen": seen_of(page)}
    later = Shade(mine, initial={"name": "Mug, white", "shade": "r"})
    saved = []

    answer, status = attempt(later, saved.append)

    assert (answer, status, saved) == (None, 409, [])
    said = list(map(str, later.non_field_errors()))
    assert said[0].startswith("Nothing was saved: somebody changed this while you were editing.")
    assert said[1:] == ["Name: yours Cup, now Mug, white."]


def test_sent_again_with_what_is_kept_now_in_sight_it_is_saved():
    now_kept = {"name": "Mug, white", "shade": "r"}
    again = {"name": "Cup", "shade": "r", "seen": seen_of(Shade(initial=now_kept))}

    answer, status = attempt(Shade(again, initial=now_kept), lambda data: data["name"])

    assert (answer, status) == ("Cup", 200)
