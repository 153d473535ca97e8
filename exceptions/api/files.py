"""/api/v1/cases/{reference}/attachments: what proves something about a case."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from exceptions.acts import SUBJECT
from exceptions.api.views import seen
from exceptions.models import Case
from workbench.api.attachments import (
    AttachmentOut,
    AttachmentsOut,
    AttachmentsView,
    AttachmentView,
)
from workbench.api.commands import described_command
from workbench.api.described import problems


@described_command(
    operation_id="attach_to_case",
    summary="Add a file to a case, for a named person",
    description="Looked at by its content: a name that lies is refused. Pictures are drawn anew.",
    answer=AttachmentOut,
    tags=("Cases",),
)
class CaseFilesView(AttachmentsView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read", "POST": "cases:write"}
    subject_type = SUBJECT

    def there(self, principal: ClientPrincipal, **names: Any) -> Case:
        return seen(principal, names["reference"])

    @extend_schema(
        operation_id="read_case_attachments",
        summary="The files of a case",
        tags=["Cases"],
        responses={200: AttachmentsOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        return self.listed(request, reference=reference)


class CaseFileView(AttachmentView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}
    subject_type = SUBJECT

    def there(self, principal: ClientPrincipal, **names: Any) -> Case:
        return seen(principal, names["reference"])

    @extend_schema(
        operation_id="read_case_attachment",
        summary="One file of a case, as a download",
        tags=["Cases"],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            **problems(401, 403, 404, 429),
        },
    )
    def get(self, request: Request, reference: str, number: int) -> FileResponse:
        return self.sent(request, number, reference=reference)
