"""Commands of the API: once per key, never on an old version, refused as problems."""

from datetime import timedelta

import pytest

from accounts.services import create_client
from kernel.clock import now
from tests.factories import NOON, make_person, make_place
from tests.inventory.ledger.racing import together
from workbench.models import ApiCall, Notification
from workbench.services.once import REMEMBER, forget_calls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.workbench.command_urls")]


@pytest.fixture
def ada():
    return make_person("Ada", role="admin", scope=make_place("UK"))


@pytest.fixture
def make_token(ada):
    def make(name="shop"):
        made = create_client(
            name=name, source_code=name, place=None, scopes=["stock:read"], actor=ada, at=now()
        )
        return made[1]

    return make


@pytest.fixture
def call(client, ada, make_token):
    token = make_token()

    def calling(body=None, *, by=token, **headers):
        heads = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(
            f"/api/v1/people/{ada.pk}/keep/",
            {"name": "Mug"} if body is None else body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {by}", **heads},
        )

    return calling


def kept():
    return Notification.objects.count()


def test_answers_what_was_done_and_its_version(call):
    answer = call()

    assert (answer.status_code, answer.json()["name"], answer["ETag"]) == (201, "Mug", '"1"')


def test_the_same_call_again_gets_the_first_answer(call):
    first, second = call(Idempotency_Key="k1"), call(Idempotency_Key="k1")

    assert kept() == 1
    assert (second.status_code, second.json(), second["ETag"]) == (201, first.json(), '"1"')
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")


def test_without_a_key_every_call_acts(call):
    call()
    call()

    assert kept() == 2


def test_the_key_with_another_content_is_refused(call):
    call(Idempotency_Key="k1")

    answer = call({"name": "Cup"}, Idempotency_Key="k1")

    assert (answer.status_code, answer.json()["code"], kept()) == (409, "call_key_reused", 1)


def test_each_client_has_its_own_keys(call, make_token):
    call(Idempotency_Key="k1")

    call(Idempotency_Key="k1", by=make_token("erp"))

    assert kept() == 2


def test_a_refusal_is_not_kept(call):
    refused = call(Idempotency_Key="k1", If_Match='"2"')

    again = call(Idempotency_Key="k1", If_Match='"1"')

    assert (refused.status_code, refused.json()["code"]) == (409, "stale")
    assert (again.status_code, ApiCall.objects.count()) == (201, 1)


@pytest.mark.parametrize("match", ["", "*", '"1"', 'W/"1"', "1"])
def test_acts_on_the_version_the_caller_saw(call, match):
    assert call(If_Match=match).status_code == 201


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"If_Match": '"abc"'}, "bad_if_match"),
        ({"Idempotency_Key": "a b"}, "bad_idempotency_key"),
        ({"Idempotency_Key": "x" * 256}, "bad_idempotency_key"),
        ({"Idempotency_Key": ""}, "bad_idempotency_key"),
    ],
)
def test_names_the_header_that_does_not_fit(call, headers, code):
    answer = call(**headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"], kept()) == (422, code, 0)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 41}])
def test_a_body_that_does_not_fit_takes_no_key(call, body):
    assert call(body, Idempotency_Key="k1").status_code == 422
    assert not ApiCall.objects.exists()


def test_broken_json_is_refused_as_such(call):
    assert call("{", Idempotency_Key="k1").json()["code"] == "broken_json"


def test_forgets_calls_nobody_sends_again(call):
    call(Idempotency_Key="k1")
    ApiCall.objects.update(created_at=NOON)

    assert forget_calls(at=NOON + REMEMBER) == 0
    assert forget_calls(at=NOON + REMEMBER + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_act_once(call):
    first, second = together(*[lambda: call(Idempotency_Key="k1")] * 2)

    assert kept() == 1
    assert first.json() == second.json()


def test_the_same_call_again_is_answered_when_its_thing_is_gone(call, ada):
    first = call(Idempotency_Key="k1")
    Notification.objects.all().delete()
    ada.is_active = False
    ada.save(update_fields=["is_active"])

    again = call(Idempotency_Key="k1")

    assert (again.status_code, again.json()) == (201, first.json())
