"""A token that was just accepted is not looked up again; whose call it is is known all the same."""

from django.test import RequestFactory
from rest_framework.request import Request

from inventory.intake.api import authentication
from inventory.intake.api.authentication import KeptTokenAuthentication
from kernel.context import acting, current
from tests.inventory.intake.calls import make_token


def test_a_kept_token_names_its_client_for_trail_and_log(
    world, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(authentication, "KEPT_S", 3_600)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {make_token()}"}
    with acting(request_id="first"):
        KeptTokenAuthentication().authenticate(Request(RequestFactory().get("/", **bearer)))

    call = Request(RequestFactory().get("/", **bearer))
    with acting(request_id="second", client=""), django_assert_num_queries(0):
        principal, _token = KeptTokenAuthentication().authenticate(call)
        noted = current().client

    assert noted == str(principal)
    assert call._request.api_client == principal.client
