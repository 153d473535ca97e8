"""The next case given to a person over the API: as on the desk, and of the client's places."""

import pytest

from tests.api import said
from tests.exceptions.desk import make_case
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
WRITE = {"scope": "cases:write"}


@pytest.fixture
def network():
    return make_place("UK")


@pytest.fixture
def omar(network):
    return make_person("Omar", role="ops agent", scope=network)


@pytest.fixture
def cases(network):
    """The first waits longest."""
    return [
        make_case(make_place(code, parent=network), fingerprint=code) for code in ("112", "027")
    ]


def test_gives_the_one_with_the_least_time_left(api, omar, cases):
    body = {"on_behalf_of": omar.email}

    taken = [api.post("cases/next", body, **WRITE).json() for _case in cases]

    assert [one["reference"] for one in taken] == [case.reference for case in cases]
    assert {one["owner"] for one in taken} == {omar.email}
    assert said(api.post("cases/next", body, **WRITE)) == (409, "nothing_waits")


def test_gives_none_of_a_place_the_client_does_not_see(api, omar, cases):
    york = {"place": cases[1].place, **WRITE}

    first = api.post("cases/next", {"on_behalf_of": omar.email}, **york)
    second = api.post("cases/next", {"on_behalf_of": omar.email}, **york)

    assert first.json()["reference"] == cases[1].reference
    assert said(second) == (409, "nothing_waits")


def test_refuses_who_does_not_work_on_cases(api, network):
    tove = make_person("Tove", role="auditor", scope=network)

    answer = api.post("cases/next", {"on_behalf_of": tove.email}, **WRITE)

    assert said(answer) == (403, "right_missing")
