"""Files at a subject, for other systems: the list, adding one for a person, reading one back.

class CaseFiles(AttachmentsView):
    required_scopes = {"GET": "cases:read", "POST": "cases:write"}
    subject_type = "exceptions.case"

    def there(self, principal, **names):
        return seen(principal, names["reference"])
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import FileResponse, Http404
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.api.parsers import FormParser
from kernel.clock import now
from workbench.api.commands import Call, CommandEndpoint
from workbench.api.people import ForPersonIn, client_of, person_of
from workbench.models import Attachment
from workbench.services.attachments import attach


class AttachIn(ForPersonIn):
    file = serializers.FileField(help_text="At most 10 MB; what it is is read from its content.")


class AttachmentOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    is_picture = serializers.BooleanField()
    added_by = serializers.CharField(help_text="The person's name.")
    added_at = serializers.DateTimeField()


class AttachmentsOut(serializers.Serializer[Any]):
    results = AttachmentOut(many=True)
    next = serializers.CharField(allow_null=True)


class AnyType(JSONRenderer):
    """Files answer as what they are, whatever type was asked for; problems stay JSON."""

    media_type = "*/*"
    format = "any"


class OfSubject:
    """Subclasses say which subjects and how one of them is found among the client's places."""

    subject_type: ClassVar[str]

    def there(self, principal: ClientPrincipal, **names: Any) -> Any:
        raise NotImplementedError

    def files_of(self, request: Request, **names: Any) -> Any:
        about = self.about(self.there(client_of(request), **names))
        return Attachment.objects.filter(**about).select_related("file", "added_by")

    def about(self, subject: Any) -> dict[str, str]:
        return {"subject_type": self.subject_type, "subject_id": str(subject.pk)}


class AttachmentsView(OfSubject, CommandEndpoint):
    parser_classes = (FormParser,)
    takes = "multipart/form-data"
    etag = False
    serializer = AttachIn
    success = 201
    refuses = (attach, person_of)

    def listed(self, request: Request, **names: Any) -> Response:
        rows = self.files_of(request, **names)
        return Response({"results": [file_out(row) for row in rows], "next": None})

    def act(self, call: Call, **names: Any) -> Attachment:
        return attach(
            **self.about(call.about),
            upload=call.content["file"],
            actor=person_of(call),
            at=call.at,
            version=call.version,
        )

    def shown(self, done: Attachment) -> dict[str, Any]:
        return file_out(done)


class AttachmentView(OfSubject, APIView):
    renderer_classes = (JSONRenderer, AnyType)

    def sent(self, request: Request, number: int, **names: Any) -> FileResponse:
        """Always as a download, whatever it is."""
        one = self.files_of(request, **names).filter(pk=number).first()
        if one is None or not one.file.is_there(now()):
            raise Http404
        kept = one.file
        return FileResponse(
            kept.file.open("rb"),
            as_attachment=True,
            filename=kept.name,
            content_type=kept.content_type,
            headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
        )


def file_out(one: Attachment) -> dict[str, Any]:
    return {
        "number": one.pk,
        **{name: getattr(one.file, name) for name in ("name", "content_type", "size", "sha256")},
        "is_picture": one.is_picture,
        "added_by": str(one.added_by),
        "added_at": one.added_at.isoformat(),
    }
