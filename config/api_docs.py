"""The description of the API and the page that shows it."""

from functools import cache
from typing import Any, ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.authentication import ClientTokenAuthentication
from accounts.api.permissions import HasScope
from accounts.decorators import signed_in
from accounts.models import User
from config.api_reference import groups_of, paragraphs

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
        return HttpResponse(orjson.dumps(document()), content_type=MEDIA_TYPE)


@cache
def document() -> dict[str, Any]:
    """The same for every caller; made once per process, in under a second."""
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]
    found: dict[str, Any] = generator.get_schema(request=None, public=True)
    return found


@cache
def reference() -> dict[str, Any]:
    """What the page shows; the same for every reader."""
    described = document()
    info = described["info"]
    return {
        "groups": groups_of(described),
        "intro": paragraphs(info["description"]),
        "version": info["version"],
    }


@signed_in
def docs(request: HttpRequest) -> HttpResponse:
    """What there is, or with `of` the calls of one group: all of them are too much for one page."""
    key = request.GET.get("of")
    shown = next((group for group in reference()["groups"] if group.key == key), None)
    if key and shown is None:
        raise Http404
    return render(request, "config/api_docs.html", {**reference(), "shown": shown})
