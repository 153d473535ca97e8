"""The list of cases and the case beside it, as different people see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exceptions.models import Case, Playbook
from exceptions.services import close_case, open_case
from tests.exceptions.desk import make_case, make_code
from tests.factories import NOON, make_person, make_place

pytestmark = pytest.mark.django_db
LIST = "/exceptions/cases/"


@pytest.fixture
def opened(camden, york):
    """One case per place, and one of no place."""
    return {
        place.name if place else "": open_case(
            kind="below_zero",
            fingerprint=f"cell:{number}",
            title=f"{place.name if place else 'Somebody'} is 3 short",
            subject=place or camden,
            place=place,
            at=NOON + timedelta(minutes=number),
            evidence={"available": -3, "event": {"key": "till-1"}},
        )
        for number, place in enumerate([camden, york, None])
    }


def seen_by(client, person, path=LIST):
    client.force_login(person)
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


def test_shows_open_cases_soonest_due_first(client, omar, opened):
    close_case(fingerprint="cell:1", at=NOON, note="Counted")
    Case.objects.filter(pk=opened[""].pk).update(due_at=NOON)

    status, page = seen_by(client, omar)

    assert status == 200
    assert page.index("Somebody is 3 short") < page.index("Camden is 3 short")
    assert "York is 3 short" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=closed", {"York"}),
        ("status=every", {"York", "Camden", "Somebody"}),
        ("place=112", {"Camden"}),
        ("about=112", {"Camden", "Somebody"}),
        ("kind=below_zero&place=027&status=closed", {"York"}),
        ("opened_before=2026-11-19", set()),
    ],
)
def test_narrows_by_filters(client, omar, opened, query, names):
    close_case(fingerprint="cell:1", at=NOON, note="Counted")

    status, page = seen_by(client, omar, f"{LIST}?{query}")

    assert status == 200
    assert {
        name for name in ("York", "Camden", "Somebody") if f"{name} is 3 short" in page
    } == names


def test_shows_nothing_of_other_places(client, opened, camden):
    jo = make_person("Jo", role="store manager", scope=camden)

    _status, page = seen_by(client, jo)

    assert "Camden is 3 short" in page
    assert "York is 3 short" not in page
    assert "Somebody is 3 short" not in page


@pytest.mark.parametrize("place", ["York", ""])
def test_a_case_outside_the_scope_is_not_there(client, opened, camden, place):
    jo = make_person("Jo", role="store manager", scope=camden)

    status, page = seen_by(client, jo, f"{LIST}{opened[place].reference}/")

    assert status == 404
    assert "is 3 short</h2>" not in page


@pytest.mark.parametrize("reference", ["CS-999999", "CS-1", "nonsense", "CS-000000000000000001"])
def test_a_reference_nobody_gave_is_not_there(client, omar, opened, reference):
    status, _page = seen_by(client, omar, f"{LIST}{reference}/")

    assert status == 404


def test_the_case_shows_evidence_times_and_trail(client, omar, opened):
    case = opened["Camden"]

    status, page = seen_by(client, omar, reverse("exceptions:case", args=[case.reference]))

    assert status == 200
    assert case.reference in page
    assert "−3" in page
    assert "till-1" in page
    assert "Seen once" in page
    assert "Case opened" in page


def test_lines_of_the_evidence_are_a_table(client, omar, camden):
    case = open_case(
        kind="short_receipt", fingerprint="RC-1", title="TR-1 came 3 short", subject=camden,
        place=camden, at=NOON,
        evidence={"lines": [{"sku": "MUG", "missing": 2}, {"sku": "LAMP", "missing": 1}]},
    )  # fmt: skip

    _status, page = seen_by(client, omar, reverse("exceptions:case", args=[case.reference]))

    assert '<th scope="row">MUG</th><td class="num">2</td>' in page
    assert "&quot;missing&quot;" not in page


def test_a_closed_case_says_who_closed_it_and_why(client, omar, opened):
    close_case(fingerprint="cell:0", at=NOON, note="Counted again: 3", actor=omar)

    _status, page = seen_by(client, omar, f"{LIST}{opened['Camden'].reference}/")

    assert "Counted again: 3" in page
    assert "Closed by" in page


def test_store_staff_read_which_right_is_missing(client, opened, camden):
    jo = make_person("Jo", role="store staff", scope=camden)

    status, page = seen_by(client, jo)

    assert status == 403
    assert "is 3 short" not in page


def test_anonymous_people_are_led_to_the_sign_in(client, opened):
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_an_empty_desk_says_what_would_be_here(client, omar):
    _status, page = seen_by(client, omar)

    assert "Nothing is out of order" in page


def test_asks_few_questions(client, omar, camden, django_assert_max_num_queries):
    for number in range(60):
        place = make_place(f"s{number}", parent=camden)
        open_case(
            kind="gap", fingerprint=f"{number}", title="Gap", subject=place, place=place, at=NOON
        )
    client.force_login(omar)
    client.get(LIST)

    with django_assert_max_num_queries(14):
        assert client.get(LIST).status_code == 200


def test_search_leads_straight_to_a_case(client, omar, opened):
    case = opened["Camden"]
    client.force_login(omar)

    answer = client.get(f"/search/?q={case.reference.lower()}")

    assert answer["Location"] == f"{LIST}{case.reference}/"


def test_search_finds_no_case_of_another_place(client, opened, camden):
    jo = make_person("Jo", role="store manager", scope=camden)

    _status, page = seen_by(client, jo, f"/search/?q={opened['York'].reference}")

    assert f"{LIST}{opened['York'].reference}/" not in page


@pytest.mark.parametrize("dialog", ["d-resolve", "d-assign"])
def test_nothing_is_chosen_before_somebody_chooses(client, omar, camden, dialog):
    make_code()
    case = make_case(camden)
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    asked = page.split(f'<dialog id="{dialog}"')[1].split("</dialog>")[0]
    assert '<option value="">Choose…</option>' in asked
    assert " selected" not in asked


def test_resolving_without_a_code_leads_to_the_field(client, omar, camden):
    make_code()
    case = make_case(camden)
    client.force_login(omar)

    answer = client.post(f"/exceptions/cases/{case.reference}/resolve/", {"note": "Counted"})

    assert answer.status_code == 422
    assert 'href="#d-resolve-code"' in answer.content.decode()
    assert Case.objects.get(pk=case.pk).status == "open"


def test_many_are_not_resolved_without_a_code(client, omar, camden):
    case = make_case(camden)
    client.force_login(omar)

    answer = client.post(
        "/exceptions/cases/bulk/resolve/", {"id": [case.reference], "confirmed": "1", "code": ""}
    )

    assert answer.status_code == 422
    assert 'href="#bulk-code"' in answer.content.decode()


def test_the_foot_holds_three_at_most(client, omar, camden):
    book = Playbook.objects.create(key="book", name="Book")
    book.steps.create(position=1, title="Ask the place", required=True, evidence="note")
    case = make_case(camden)
    Case.objects.filter(pk=case.pk).update(playbook=book)
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    foot = page.split('id="side"')[1].split("<footer>")[1].split("</footer>")[0]
    menu = page.split('id="case-more"')[1].split("</div>")[0]
    assert foot.count("<button") == 3
    assert ("Ask the place" in foot, "Snooze…" in menu) == (True, True)
