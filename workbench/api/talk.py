"""Files, comments and watching of one subject, for other systems: what its page offers beside its commands.

    *Talk("transfer", "transfers/<str:reference>", "api-transfer", found, READ, WRITE, TAGS).paths()

gives `…/attachments`, `…/attachments/{number}`, `…/comments`, `…/watch` and `…/unwatch`. A client says
something itself; files are added, and watchers are, for a person it names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model
from django.http import FileResponse
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from workbench.api.attachments import (
    AttachmentOut,
    AttachmentsOut,
    AttachmentsView,
    AttachmentView,
    OfSubject,
)
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.people import ForPersonIn, client_of, person_of
from workbench.api.refusals import Refuses
from workbench.models import Comment, Watch
from workbench.policies import LONGEST_COMMENT
from workbench.services.comments import comment, stop_watching, watch
from workbench.talk import comments_of

Text = serializers.CharField
Found = Callable[[ClientPrincipal, str], Model]


class SaidIn(serializers.Serializer[Any]):
    text = Text(trim_whitespace=False, help_text=f"At most {LONGEST_COMMENT:,} characters.")


class SaidOut(serializers.Serializer[Any]):
    who = Text(help_text="A person's name, or that of a client.")
    at = serializers.DateTimeField()
    text = Text()


class SaidsOut(serializers.Serializer[Any]):
    results = SaidOut(many=True, help_text="The newest 200, oldest first.")
    next = Text(allow_null=True)


class WatchedOut(serializers.Serializer[Any]):
    watching = serializers.BooleanField()


class CommentsView(OfSubject, CommandEndpoint):
    """A comment changes nothing of its subject, so no version is asked for."""

    if_match = etag = False
    serializer = SaidIn
    success = 201
    refuses = (comment,)

    def act(self, call: Call, **names: Any) -> Comment:
        return comment(**self.about(call.about), text=call.content["text"], actor=None, at=call.at)

    def shown(self, done: Comment) -> dict[str, Any]:
        return said_out(done)


class WatchView(OfSubject, CommandEndpoint):
    if_match = etag = False
    serializer = ForPersonIn
    refuses: ClassVar[Refuses] = (watch, person_of)

    def act(self, call: Call, **names: Any) -> Watch | None:
        return watch(**self.about(call.about), actor=person_of(call), at=call.at)

    def shown(self, done: Watch | None) -> dict[str, Any]:
        return {"watching": done is not None}


class UnwatchView(WatchView):
    refuses = (stop_watching, person_of)

    def act(self, call: Call, **names: Any) -> None:
        stop_watching(**self.about(call.about), actor=person_of(call), at=call.at)


@dataclass(frozen=True, slots=True)
class Talk:
    """What is said about a kind of subject: its word, where it stands, how one is found among the
    client's places, and what a client needs to read and to add."""

    word: str
    address: str
    name: str
    subject_type: str
    found: Found
    reads: str
    writes: str
    tags: tuple[str, ...]

    def paths(self) -> list[URLPattern]:
        views: dict[str, type[Any]] = {
            "attachments": self._attachments(),
            "attachments/<int:number>": self._attachment(),
            "comments": self._comments(),
            "watch": self._watching(WatchView, "watch", "Let a person hear what happens to it"),
            "unwatch": self._watching(UnwatchView, "unwatch", "Let a person hear no more of it"),
        }
        one = {"attachments/<int:number>": "attachment"}
        return [
            path(
                f"{self.address}/{verb}", view.as_view(), name=f"{self.name}-{one.get(verb, verb)}"
            )
            for verb, view in views.items()
        ]

    def _of(self, base: type[Any], **facts: Any) -> type[Any]:
        """The view for this kind of subject."""
        found = self.found

        def there(view: Any, principal: ClientPrincipal, **names: Any) -> Model:
            return found(principal, names["reference"])

        named = {"subject_type": self.subject_type, "there": there, "__module__": __name__}
        scopes = {"GET": self.reads, "POST": self.writes}
        return type(base.__name__, (base,), {**named, "required_scopes": scopes, **facts})

    def _attachments(self) -> type[Any]:
        described = extend_schema(
            operation_id=f"read_{self.word}_attachments",
            summary="Its files",
            tags=list(self.tags),
            responses={200: AttachmentsOut, **problems(401, 403, 404, 429)},
        )

        def get(view: AttachmentsView, request: Request, reference: str) -> Response:
            return view.listed(request, reference=reference)

        describe = described_command(
            operation_id=f"attach_to_{self.word}",
            summary="Add a file to it, for a named person",
            description="Looked at by its content: a name that lies is refused. Pictures are drawn anew.",
            answer=AttachmentOut,
            tags=self.tags,
        )
        return describe(self._of(AttachmentsView, get=described(get)))

    def _attachment(self) -> type[Any]:
        described = extend_schema(
            operation_id=f"read_{self.word}_attachment",
            summary="One of its files, as a download",
            tags=list(self.tags),
            responses={
                (200, "application/octet-stream"): OpenApiTypes.BINARY,
                **problems(401, 403, 404, 429),
            },
        )

        def get(
            view: AttachmentView, request: Request, reference: str, number: int
        ) -> FileResponse:
            return view.sent(request, number, reference=reference)

        return self._of(AttachmentView, get=described(get))

    def _comments(self) -> type[Any]:
        described = extend_schema(
            operation_id=f"read_{self.word}_comments",
            summary="What is said about it",
            tags=list(self.tags),
            responses={200: SaidsOut, **problems(401, 403, 404, 429)},
        )

        def get(view: CommentsView, request: Request, reference: str) -> Response:
            subject = view.there(client_of(request), reference=reference)
            said = comments_of(**view.about(subject))
            return Response({"results": [said_out(one) for one in said], "next": None})

        describe = described_command(
            operation_id=f"comment_on_{self.word}",
            summary="Say something about it",
            description="People named by `@name` who may see it are told, and so is who watches it.",
            answer=SaidOut,
            tags=self.tags,
        )
        return describe(self._of(CommentsView, get=described(get)))

    def _watching(self, base: type[Any], verb: str, summary: str) -> type[Any]:
        describe = described_command(
            operation_id=f"{verb}_{self.word}", summary=summary, answer=WatchedOut, tags=self.tags
        )
        return describe(self._of(base))


def said_out(one: Comment) -> dict[str, Any]:
    return {"who": str(one.author or one.agent), "at": one.at.isoformat(), "text": one.text}
