"""Small endpoints, so that the door is tested without what lies behind it."""

from django.db import OperationalError
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.context import current
from kernel.errors import Conflict, NotAllowed, RuleViolation


class Line(serializers.Serializer):
    sku = serializers.CharField()
    quantity = serializers.IntegerField()


class Order(serializers.Serializer):
    lines = Line(many=True)


class TransferNotSubmitted(Conflict):
    """{reference} was not approved: it waits for nobody."""


class ApproverIsRequester(NotAllowed):
    """You asked for this, so somebody else must approve it."""


class InsufficientStock(RuleViolation):
    """{location} has {found} of {sku}."""


REFUSALS = {
    "conflict": TransferNotSubmitted(reference="TR-1"),
    "not-allowed": ApproverIsRequester(),
    "rule": InsufficientStock(location="112", found=6, sku="A"),
    "parameter": ValidationError({"as_of": ["Not a time."]}),
    "database": OperationalError("server closed the connection"),
    "bug": ZeroDivisionError(),
}


class Stock(APIView):
    required_scopes = {"GET": "stock:read", "POST": "events:write"}

    def get(self, request: Request) -> Response:
        if refusal := REFUSALS.get(request.query_params.get("refuse", "")):
            raise refusal
        return Response({"paths": request.user.scope_paths, "client": current().client})

    def post(self, request: Request) -> Response:
        order = Order(data=request.data)
        order.is_valid(raise_exception=True)
        return Response(order.validated_data)


urlpatterns = [path("api/v1/stock", Stock.as_view())]
