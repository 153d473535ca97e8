"""Every part draws what its tag was told, and nothing that was typed becomes markup."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from django_filters import FilterSet, RangeFilter

from accounts.models import Place
from inventory.transfers.errors import TransferHasEnded
from kernel.errors import RuleViolation
from tests.controls import unwrapped
from workbench.templatetags.ui_forms import error_summary

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def draw(code: str, **context: Any) -> str:
    return Template("{% load ui %}" + code).render(Context(context))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('{% badge "Late" "warn" %}', '<span class="badge warn">Late</span>'),
        ('{% prose "Of TR-000003/1." %}', 'Of <span class="nowrap">TR-000003/1</span>.'),
        ('{% prose "<b> in Wash-out" %}', "&lt;b&gt; in Wash-out"),
        ('{% badge "Draft" %}', '<span class="badge">Draft</span>'),
        ('{% badge "in force" %}', ">In force<"),
        ('{% icon "box" %}', 'aria-hidden="true"'),
        ('{% icon "box" "Stock" %}', 'role="img" aria-label="Stock"'),
        ('{% dot "bad" "failing" %}', 'role="img" aria-label="failing"'),
        ("{% prio 1 %}", 'aria-label="Urgent priority"'),
        ("{% delta -24 %}", '<span class="delta neg">−24</span>'),
        ("{% delta 12 %}", '<span class="delta pos">+12</span>'),
        ("{% delta 0 %}", '<span class="delta zero">0</span>'),
        ("{% delta None %}", '<span class="muted">–</span>'),
        ("{% qty -3 %}", '<span class="qty neg">−3</span>'),
        ("{% qty 12345 %}", "12,345"),
        ('{% money 5 "GBP" hidden=True %}', "Hidden"),
        ('{% money 2184 "GBP" %}', "£2,184.00"),
        ("{% sla None %}", "No limit"),
        ("{% sla -31 120 %}", "SLA missed, "),
        ("{% sla 18 120 %}", 'class="sla warn"'),
        ("{% sla 119 240 'paused' %}", "SLA paused, "),
        ("{% avatar None %}", 'aria-label="Unassigned"'),
        ("{% cover None None 10 %}", "No sales in 28 days"),
        ("{% moment None %}", "–"),
        ('{% state "check" "Nothing is due" %}', "Nothing is due"),
        ('{% callout "bad" "Failed" %}', 'role="alert"'),
        ('{% callout "" "Failed" "Try again." %}', ">Failed.</b> Try again."),
        ('{% callout "" "Why?" "So." %}', ">Why?</b> So."),
        ('{% timeline "" %}', "Nothing yet"),
        ("{% hops None %}", "Nothing yet"),
        ("{% diff None None %}", "No difference"),
        ("{% chart_latency None %}", "No events in this period"),
        ("{% chart_stacked None %}", "No events in this period"),
        ("{% chart_trend None %}", "No events in this period"),
        ('{% kpi "Return to shelf" None "Not enough data" %}', "Not enough data"),
        ('{% stepper "q" 12 "Units" %}', 'aria-label="One more: Units"'),
        ('{% panel "Lines" "12 lines" %}x{% endpanel %}', "<h2>Lines</h2>"),
        ('{% page_head "Stock" "12" %}x{% endpage_head %}', "<h1>Stock</h1>"),
    ],
)
def test_draws(code: str, shown: str) -> None:
    assert shown in draw(code)


@pytest.mark.parametrize(
    "code",
    [
        "{% badge x %}",
        "{% state 'x' x x x x %}",
        "{% callout 'bad' x x x %}",
        "{% facts rows %}",
        "{% diff before before %}",
        "{% panel x x %}{{ x }}{% endpanel %}",
        "{% page_head x x %}{{ x }}{% endpage_head %}",
        "{% stepper x 1 x %}",
        "<pre>{{ before|pretty }}</pre>",
    ],
)
def test_what_was_typed_stays_text(code: str) -> None:
    evil = "<img src=x>"

    drawn = draw(code, x=evil, rows=[(evil, evil, evil)], before={evil: evil})

    assert "<img" not in drawn


def test_a_moment_carries_its_whole_time() -> None:
    with timezone.override("Europe/London"):
        drawn = draw('{% moment at "time" %}', at=NOON)

    assert drawn == (
        '<time datetime="2026-11-20T12:00:00+00:00" title="Fri 20 Nov 2026 12:00:00 GMT">12:00</time>'
    )


def test_a_difference_marks_what_changed_only() -> None:
    drawn = draw("{% diff a b %}", a={"one": 1, "two": 2}, b={"one": 1, "two": 3, "new": 4})

    assert drawn.count('class="changed"') == 2
    assert "<del>2</del>" in drawn
    assert "<ins>4</ins>" in drawn


def test_entries_of_another_region_are_counted() -> None:
    assert "2 entries from another region" in draw("{% timeline entries 2 %}", entries=[])


def test_a_person_has_initials_and_a_name() -> None:
    person = SimpleNamespace(initials="OH", __str__=lambda: "x")

    assert 'class="avatar me"' in draw("{% avatar person True %}", person=person)


class LimitForm(forms.Form):
    limit = forms.IntegerField(label="Limit", help_text="In pounds")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def test_a_field_ties_label_hint_and_message_together() -> None:
    form = LimitForm({"limit": "15OO"}, auto_id="f-%s")

    drawn = draw("{% field form.limit %}{% field form.note %}", form=form)

    assert 'for="f-limit"' in drawn
    assert 'aria-describedby="f-limit-h f-limit-e"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "optional" in drawn


def test_the_summary_links_to_each_field() -> None:
    form = LimitForm({"limit": ""}, auto_id="f-%s")

    drawn = draw("{% error_summary form %}", form=form)

    assert "There is a problem" in drawn
    assert '<a href="#f-limit">Fill in “Limit”.</a>' in drawn


def test_the_ends_of_a_range_have_labels_of_their_own() -> None:
    class NumberFilter(FilterSet):
        number = RangeFilter(field_name="pk")

    form = NumberFilter({"number_min": "3"}, queryset=Place.objects.none()).form

    drawn = draw("{% field form.number %}", form=form)

    assert drawn.count("<label") == 2
    assert 'name="number_min" value="3"' in drawn


def test_a_refused_control_shows_its_sentence() -> None:
    class NeedsStock(RuleViolation):
        """DC North has 6 and 8 were asked."""

    drawn = draw('{% refused_button "Submit" why "submit" %}', why=NeedsStock())

    assert 'aria-disabled="true" aria-describedby="why-submit"' in drawn
    assert "DC North has 6 and 8 were asked." in drawn


def test_a_refused_control_says_the_rule_and_not_what_was_not_done() -> None:
    why = TransferHasEnded(reference="TR-000001", status="closed")

    drawn = unwrapped(draw('{% refused_button "Cancel" why "cancel" %}', why=why))

    assert ">TR-000001 is closed. There is nothing left to do with it.<" in drawn
    assert "Nothing was changed; there is nothing left" in why.sentence


def test_a_form_key_differs_each_time() -> None:
    assert draw("{% form_key %}") != draw("{% form_key %}")


def test_pickers_show_moments_in_the_persons_zone() -> None:
    with timezone.override("Asia/Kolkata"):
        drawn = draw("{% as_of at %}", at=NOON)

    assert 'value="2026-11-20T17:30:00"' in drawn
    assert "Asia/Kolkata" in drawn


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("{% stepper 'q' 6 asked=8 max=8 %}", 'class="stepper changed"'),
        ("{% stepper 'q' 6 asked=8 max=8 %}", 'data-max="8" data-asked="8" data-sum'),
        ("{% stepper 'q' 6 plain=True %}", '<span class="qty">6</span>'),
        ("{% approval_chain None %}", "Nobody needs to decide this"),
        ("{% system_compare None %}", "No other system reports this."),
        ("{% suggestion 'move 3' %}", "Nothing changes until you accept."),
        ("{% offline_note %}", "data-scan-note hidden"),
        ("{% scan_result %}", "data-scan-result hidden"),
        ("{% scan_foot 'Finish' '#' %}", "data-scan-undo"),
    ],
)
def test_draws_parts_of_the_people_side(code: str, shown: str) -> None:
    assert shown in draw(code)


def test_a_refused_decision_shows_its_sentence_and_no_working_button() -> None:
    bar = draw("{% decide_bar 'Approve 8.' one more why %}", one={"label": "Approve"},
               more=[{"label": "Reject…", "dialog": "d"}], why=RuleViolation())  # fmt: skip

    assert "This does not fit the rules." in bar
    assert 'aria-disabled="true" aria-describedby="decide-more-why"' in bar
    assert "popovertarget" not in bar


def test_compares_what_systems_say_with_ours_last() -> None:
    ours = SimpleNamespace(system="Ledger", says="8", at=None, late=False, ours=True)
    erp = SimpleNamespace(system="ERP", says="9", at=NOON, late=True, note="no answer")

    drawn = draw("{% system_compare rows %}", rows=[ours, erp])

    assert drawn.index("ERP") < drawn.index("Ledger")
    assert 'class="odd"' in drawn


def test_a_field_left_empty_is_named_where_it_stands() -> None:
    form = LimitForm({"limit": ""}, auto_id="f-%s")

    drawn = draw("{% field form.limit %}", form=form)

    assert "Fill in “Limit”." in drawn
    assert "This field is required" not in drawn


class NumbersForm(forms.Form):
    least = forms.IntegerField(label="Rank", min_value=1)
    most = forms.DecimalField(label="Share", max_value=100)
    whole = forms.IntegerField(label="Age")
    number = forms.DecimalField(label="Price")
    short = forms.CharField(label="Code", max_length=2)
    own = forms.RegexField("a", label="Hour", error_messages={"invalid": "Write an hour."})


def test_a_summary_names_the_field_in_whatever_django_says_of_it() -> None:
    typed = {"least": "0", "most": "101", "whole": "old", "number": "dear"}
    form = NumbersForm(typed | {"short": "abc", "own": "b"}, auto_id="f-%s")

    lines = [line["text"] for line in error_summary(form)["lines"]]

    assert lines == [
        "“Rank” must be at least 1.",
        "“Share” must be at most 100.",
        "“Age” must be a whole number.",
        "“Price” must be a number.",
        "Ensure this value has at most 2 characters (it has 3).",
        "Write an hour.",
    ]
