"""An admin changes rules on the screens: journey J8, without the browser."""

from datetime import timedelta

import pytest

from exceptions.models import RuleSet
from exceptions.services.routing import route_new_cases
from exceptions.services.rules import draft_rules
from kernel import clock
from tests.controls import summary_of
from tests.exceptions.rules_world import kind_is, make_case, make_draft, make_queue, publish, rule
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    for module in ("rules", "rule_drafts", "rule_test"):
        monkeypatch.setattr(f"exceptions.views.{module}.now", lambda: NOON)


@pytest.fixture
def queue(db):
    return make_queue("urgent")


@pytest.fixture
def draft(queue, ada):
    return make_draft(rule(queue, kind_is("below_zero")), rule(queue, name="Rest"), actor=ada)


def page(client, path: str) -> str:
    answer = client.get(f"/exceptions/rules/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_begins_from_the_page_of_rules(client, ada):
    client.force_login(ada)

    answer = client.post("/exceptions/rules/drafts/new/", follow=True)

    assert "Draft made from the rules in force." in answer.content.decode()
    assert RuleSet.objects.filter(status="draft").count() == 1


def test_a_rule_is_added_by_the_form(client, ada, draft, queue):
    client.force_login(ada)
    typed = {
        "name": "Dear", "queue": queue.pk, "owner_choice": "nobody", "sla_minutes": "60",
        "op_kind": "is", "val_kind": ["below_zero"], "op_value": "over", "val_value": "500",
        "cur_value": "gbp", "position": "1", "version": draft.version,
    }  # fmt: skip

    answer = client.post(f"/exceptions/rules/drafts/{draft.pk}/rules/new/", typed)

    assert answer.status_code == 302
    assert "Value is over 500.00 GBP" in page(client, f"drafts/{draft.pk}/")


def test_the_form_comes_back_with_what_is_wrong(client, ada, draft, queue):
    client.force_login(ada)
    typed = {"name": "Dear", "queue": queue.pk, "owner_choice": "nobody", "op_units": "over"}

    answer = client.post(
        f"/exceptions/rules/drafts/{draft.pk}/rules/new/", typed | {"version": draft.version}
    )

    assert answer.status_code == 422
    assert "is compared with nothing" in answer.content.decode()


def test_publishing_without_a_last_rule_is_refused_in_words(client, ada, draft):
    client.force_login(ada)
    last = draft.rules.get(name="Rest")
    client.post(
        f"/exceptions/rules/drafts/{draft.pk}/rules/{last.pk}/delete/", {"version": draft.version}
    )
    typed = {"note": "Night", "version": draft.version + 1}

    answer = client.post(f"/exceptions/rules/drafts/{draft.pk}/publish/", typed)

    assert answer.status_code == 422
    assert "The last rule must take every case." in answer.content.decode()
    assert RuleSet.objects.get(pk=draft.pk).status == "draft"


def test_publishes_for_later_with_a_note(client, ada, draft):
    client.force_login(ada)
    typed = {"note": "Night", "effective_from": "2026-11-20T18:00", "version": draft.version}

    answer = client.post(f"/exceptions/rules/drafts/{draft.pk}/publish/", typed, follow=True)

    assert answer.status_code == 200
    assert RuleSet.objects.get(pk=draft.pk).effective_from == NOON + timedelta(hours=6)
    assert "Coming" in page(client, "")


def test_the_dry_run_counts_what_would_move(client, ada, draft, queue, camden):
    other = make_queue("other")
    publish(rule(other), actor=ada)
    for number in range(3):
        make_case(camden, number)
    make_case(camden, 9, kind="feed_late")
    route_new_cases(at=NOON)
    client.force_login(ada)

    shown = page(client, f"drafts/{draft.pk}/dry-run/")

    assert "4 cases would move." in shown
    assert "CS-" in shown


def test_answers_who_would_get_a_typed_case(client, ada, queue):
    publish(rule(queue, kind_is("below_zero"), name="Zero", sla_minutes=60), rule(queue), actor=ada)
    client.force_login(ada)

    assert "Rule 1: Zero" in page(client, "test/?kind=below_zero")
    shown = page(client, "test/?kind=feed_late")
    assert "Rule 2: To Urgent" in shown
    assert "does not hold: Kind is Below zero" in shown


def test_answers_who_would_get_a_case(client, ada, queue, camden):
    publish(rule(queue), actor=ada)
    case = make_case(camden)
    client.force_login(ada)

    assert "Rule 1: To Urgent" in page(client, f"test/?case={case.reference}")


def test_who_may_only_read_finds_no_button(client, network, draft):
    client.force_login(make_person("Tove", role="auditor", scope=network))

    shown = page(client, f"drafts/{draft.pk}/")

    assert "Publish these rules" not in shown
    assert "changed by admins" in shown
    assert client.post("/exceptions/rules/drafts/new/").status_code == 403


@pytest.mark.parametrize("page", ["/exceptions/rules/", "/exceptions/rules/drafts/{draft}/"])
def test_says_once_why_somebody_may_only_read(client, ada, network, page):
    draft = draft_rules(actor=ada, at=NOON)
    client.force_login(make_person("Tove", role="auditor", scope=network))

    text = client.get(page.format(draft=draft.pk)).content.decode()

    assert text.count("changed by admins, not by your roles") == 1


def test_a_new_rule_keeps_its_position_while_something_is_wrong(client, ada, draft, queue):
    client.force_login(ada)
    address = f"/exceptions/rules/drafts/{draft.pk}/rules/new/"
    typed = {
        "name": "Dear", "queue": queue.pk, "owner_choice": "nobody", "position": "2",
        "op_value": "over", "val_value": "500", "version": draft.version,
    }  # fmt: skip

    wrong = client.post(address, typed)
    client.post(address, typed | {"cur_value": "GBP"})

    assert 'name="position" value="2"' in wrong.content.decode()
    assert draft.rules.get(name="Dear").position == 2


def test_a_value_without_a_comparison_is_not_left_out(client, ada, draft, queue):
    client.force_login(ada)
    typed = {
        "name": "Zero", "queue": queue.pk, "owner_choice": "nobody",
        "val_kind": ["below_zero"], "version": draft.version,
    }  # fmt: skip

    answer = client.post(f"/exceptions/rules/drafts/{draft.pk}/rules/new/", typed)

    assert answer.status_code == 422
    assert "Choose how “Kind” is compared, or empty its value." in answer.content.decode()
    assert not draft.rules.filter(name="Zero").exists()


def mistakes(client, ada, draft, queue, **typed):
    """What stands under "There is a problem" of a new rule, by the id of its field."""
    client.force_login(ada)
    usual = {"name": "Dear", "queue": queue.pk, "owner_choice": "nobody", "version": draft.version}
    answer = client.post(f"/exceptions/rules/drafts/{draft.pk}/rules/new/", {**usual, **typed})
    assert answer.status_code == 422
    return summary_of(answer.content.decode())


def test_every_mistake_of_a_rule_is_told_at_once_in_the_order_of_its_form(
    client, ada, draft, queue
):
    told = mistakes(
        client, ada, draft, queue, name="", sla_minutes="60", warn_minutes="90", op_kind="is",
        op_value="over", op_place="within", val_place="nowhere",
    )  # fmt: skip

    assert told == [
        ("id_name", "Fill in “Name”."),
        ("id_val_kind", "“Kind” is compared with nothing. Give a value."),
        ("id_val_place", "None of your places has the code nowhere."),
        ("id_val_value", "“Value” is compared with nothing. Give a value."),
        ("id_cur_value", "A value needs its currency, such as GBP."),
        ("id_warn_minutes", "It would warn 90 minutes before the end of 60. Warn later."),
    ]


def test_what_is_compared_with_nothing_or_with_too_much_is_told_too(client, ada, draft, queue):
    told = mistakes(
        client, ada, draft, queue, val_units="many", op_channel="known", val_channel="Zentra"
    )

    known = "“Channel” is asked whether it is known. Empty its value, or compare it."
    assert told == [
        ("id_op_units", "Choose how “Units” is compared, or empty its value."),
        ("id_val_units", "“Units, value” must be a number."),
        ("id_op_channel", known),
    ]


def test_a_question_about_nothing_says_what_to_name(client, ada, queue):
    publish(rule(queue), actor=ada)
    client.force_login(ada)

    answer = client.get("/exceptions/rules/test/?case=&kind=&severity=normal")

    assert answer.status_code == 422
    assert "Name a case, or choose a kind." in answer.content.decode()


def test_a_question_to_a_draft_leads_back_to_it(client, ada, draft):
    client.force_login(ada)

    assert f'href="/exceptions/rules/drafts/{draft.pk}/"' in page(client, f"test/?rules={draft.pk}")


def test_publishing_asks_for_its_note(client, ada, draft):
    client.force_login(ada)

    answer = client.post(
        f"/exceptions/rules/drafts/{draft.pk}/publish/", {"version": draft.version}
    )

    assert answer.status_code == 422
    assert "Say what changes and why." in answer.content.decode()


def test_withdrawn_rules_stay_in_the_history(client, ada, draft):
    client.force_login(ada)
    later = {"note": "Night", "effective_from": "2026-11-20T18:00", "version": draft.version}
    client.post(f"/exceptions/rules/drafts/{draft.pk}/publish/", later)
    waiting = RuleSet.objects.get(pk=draft.pk).version

    client.post(f"/exceptions/rules/versions/{draft.pk}/withdraw/", {"version": waiting})

    assert "Withdrawn" in page(client, "")
    assert "Withdrawn" in page(client, f"versions/{draft.pk}/")
