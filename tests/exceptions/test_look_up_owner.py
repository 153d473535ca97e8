"""Whom a case may be given to, among more people than a select may hold."""

import pytest

from exceptions import desk_queries
from exceptions.models import Case
from tests.exceptions.desk import again, make_case
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
ADDRESS = "/exceptions/people/"


@pytest.fixture
def many(monkeypatch, network, omar):
    """One more than the select shows: Omar is left out by name."""
    monkeypatch.setattr(desk_queries, "PEOPLE_SHOWN", 2)
    return [make_person(name, role="ops agent", scope=network) for name in ("Ann", "Ben", "Cy")]


@pytest.fixture
def as_lena(client, lena):
    client.force_login(lena)
    return client


def send(client, case, path, **form):
    return client.post(f"/exceptions/cases/{path}", {"version": case.version, **form})


def test_answers_colleagues_by_a_part_of_the_name_and_nobody_elsewhere(as_lena, many):
    make_person("Omara", role="ops agent", scope=make_place("NO"))

    page = as_lena.get(ADDRESS, {"owner": "oma"}).content.decode()

    assert page.count("<option") == 1
    assert ">Omar</option>" in page


def test_the_dialog_the_bulk_page_and_workload_look_up_instead_of_cutting_off(
    as_lena, many, camden
):
    case = make_case(camden)

    pages = [
        as_lena.get(f"/exceptions/cases/{case.reference}/"),
        as_lena.post("/exceptions/cases/bulk/assign/", {"id": case.reference}),
        as_lena.get("/exceptions/workload/"),
    ]

    assert [f'hx-get="{ADDRESS}"' in page.content.decode() for page in pages] == [True] * 3


def test_gives_a_case_to_the_address_that_was_chosen(as_lena, many, camden, omar):
    case = make_case(camden)

    send(as_lena, case, f"{case.reference}/assign/", owner=omar.email)

    assert again(case).owner == omar


def test_hands_over_everything_of_an_address(as_lena, many, camden, omar):
    case = make_case(camden)
    send(as_lena, case, f"{case.reference}/assign/", owner=many[0].pk)

    form = {"from": many[0].email, "to": omar.email}
    as_lena.post("/exceptions/workload/reassign/", form)

    assert Case.objects.get(pk=case.pk).owner == omar


def test_refuses_an_address_of_nobody(as_lena, many, camden):
    case = make_case(camden)

    answer = send(as_lena, case, f"{case.reference}/assign/", owner="nobody@example.com")

    assert answer.status_code == 422
    assert again(case).owner is None
