"""An address with a null byte names nothing: neither a page nor a call fails over it."""

import pytest
from django.test import Client

from tests.factories import make_person, make_place
from tests.inventory.intake.calls import get, make_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/inventory/skus/%00/", "/inventory/locations/a%00b/", "/%00"])
def test_of_a_page_is_not_there(path):
    client = Client(raise_request_exception=False)
    person = make_person("Ines", role="integration engineer", scope=make_place("UK"))
    client.force_login(person, backend="accounts.backend.SignInBackend")

    assert client.get(path).status_code == 404


def test_of_a_call_is_not_there():
    answer = get(make_token(scopes=("cases:read",)), "queues/%00")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
