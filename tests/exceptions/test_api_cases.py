"""Cases over the API: the screen's filters, one command per verb, the client on the trail."""

from datetime import timedelta

import pytest

from accounts.services import create_client
from audit.models import Entry
from kernel.clock import now
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(network):
    ada = make_person("Ada", role="admin", scope=network)

    def make(*scopes, place=None):
        facts = {"name": "oms", "source_code": "oms", "actor": ada, "at": NOON}
        return create_client(place=place, scopes=list(scopes), **facts)[1]

    return make


@pytest.fixture
def call(client):
    def calling(method, path, token, body=None, **headers):
        heads = {name.replace("_", "-"): value for name, value in headers.items()}
        send = getattr(client, method)
        more = {"data": body or {}, "content_type": "application/json"} if method == "post" else {}
        heads["Authorization"] = f"Bearer {token}"
        return send(f"/api/v1/cases{path}", headers=heads, **more)

    return calling


def test_lists_open_cases_with_the_screens_filters(call, token, camden, omar):
    case = make_case(camden, severity="urgent")
    case_in("resolved", camden, omar, fingerprint="cell:2")
    key = token("cases:read")

    answer = call("get", "?severity=urgent", key).json()

    assert [row["reference"] for row in answer["results"]] == [case.reference]
    assert answer["next"] is None


def test_shows_one_with_its_version(call, token, camden):
    case = make_case(camden)

    answer = call("get", f"/{case.reference}", token("cases:read"))

    assert answer.headers["ETag"] == '"1"'
    assert answer.json()["evidence"] == {"available": -3}


def test_hides_cases_of_other_places(call, token, camden, york):
    case = make_case(camden)

    answer = call("get", f"/{case.reference}", token("cases:read", place=york))

    assert answer.status_code == 404


def test_works_a_case_to_its_end_and_the_trail_names_the_client(call, token, camden, omar):
    make_code()
    case, key = make_case(camden), token("cases:write")
    steps = [
        ("assign", {"owner": omar.email}),
        ("start", {}),
        ("wait", {"on": "the carrier"}),
        ("resume", {}),
        ("snooze", {"until": (now() + timedelta(hours=1)).isoformat()}),
        ("resolve", {"code": "counted"}),
        ("reopen", {"reason": "Again"}),
        ("resolve", {"code": "counted"}),
        ("close", {}),
    ]

    answers = [call("post", f"/{case.reference}/{verb}", key, body) for verb, body in steps]

    assert [answer.status_code for answer in answers] == [200] * len(steps)
    assert again(case).status == "closed"
    assert Entry.objects.latest("id").agent == "client:oms"


def test_a_stale_version_and_a_missing_scope_are_refused(call, token, camden, omar):
    case = make_case(camden)
    body = {"owner": omar.email}

    stale = call("post", f"/{case.reference}/assign", token("cases:write"), body, If_Match='"7"')

    assert (stale.status_code, stale.json()["code"]) == (409, "case_changed")
    assert again(case).owner is None


def test_reading_writes_nothing(call, token, camden, omar):
    case = make_case(camden)

    answer = call("post", f"/{case.reference}/assign", token("cases:read"), {"owner": omar.email})

    assert answer.status_code == 403


def test_the_same_key_acts_once(call, token, camden, omar):
    case, key = make_case(camden), token("cases:write")
    send = ("post", f"/{case.reference}/assign", key, {"owner": omar.email})

    first = call(*send, Idempotency_Key="k-1")
    second = call(*send, Idempotency_Key="k-1")

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert again(case).version == 2
