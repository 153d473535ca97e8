"""The description of the API and the page that shows it."""

from functools import cache
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.authentication import ClientTokenAuthentication
from accounts.api.permissions import HasScope
from accounts.decorators import signed_in
from accounts.models import User

MEDIA_TYPE = "application/vnd.oai.openapi+json"


class SignedInOrScope(HasScope):
    """A client needs the scope; a person needs only to be signed in."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user: Any = request.user
        return isinstance(user, User) or super().has_permission(request, view)


class SchemaView(APIView):
    """OpenAPI 3.1 of everything under /api/v1/."""

    authentication_classes = (ClientTokenAuthentication, SessionAuthentication)
    permission_classes = (SignedInOrScope,)
    required_scopes: ClassVar[dict[str, str]] = {"GET": "schema:read"}

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(document(), content_type=MEDIA_TYPE)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a client shows who it is, for the description."""

    target_class = "accounts.api.authentication.ClientTokenAuthentication"
    match_subclasses = True
    name = "clientToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The token of an API client. It is shown once, when it is made.",
        }


@cache
def document() -> bytes:
    """The same for every caller; made once per process, in about 0.2 s."""
    generator: Any = SchemaGenerator(patterns=None, api_version="1")  # type: ignore[no-untyped-call]
    return orjson.dumps(generator.get_schema(request=None, public=True))


@signed_in
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "config/api_docs.html")
