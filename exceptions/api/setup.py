"""/api/v1/playbooks, resolution-codes, queues, handover-notes: the desk set up for a named person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from exceptions.api import setup_shapes as shapes
from exceptions.api.routing import QueuesView
from exceptions.api.routing_shapes import QueueOut, queue_out
from exceptions.api.rule_drafts import READS, WRITES, SettingDesk
from exceptions.models import HandoverNote, Playbook, Queue, ResolutionCode
from exceptions.services import queues as services
from exceptions.services.handover import KEPT, leave_note
from exceptions.services.playbooks import save_playbook
from kernel.clock import now
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.people import client_of, person_of, version_said
from workbench.api.refusals import Refuses

TAGS = ("Desk set-up",)


@described_command(
    operation_id="create_playbook",
    summary="Make a playbook",
    answer=shapes.PlaybookOut,
    tags=TAGS,
)
class PlaybooksView(SettingDesk):
    required_scopes: ClassVar[dict[str, str]] = {**READS, **WRITES}
    if_match = False
    serializer = shapes.PlaybookIn
    success = 201
    refuses = (save_playbook, person_of)

    @extend_schema(
        operation_id="read_playbooks",
        summary="Every playbook with its steps",
        tags=list(TAGS),
        parameters=[*RATE_HEADERS],
        responses={200: shapes.PlaybooksOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        rows = [shapes.playbook_out(one) for one in Playbook.objects.all()]
        return Response({"results": rows, "next": None})

    def act(self, call: Call, **names: Any) -> Playbook:
        told = call.content
        return save_playbook(
            playbook_id=None,
            key=told["key"],
            name=told["name"],
            steps=shapes.steps_content(told),
            version=0,
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: Playbook) -> dict[str, Any]:
        return shapes.playbook_out(done)


class PlaybookView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_playbook",
        summary="One playbook",
        tags=list(TAGS),
        responses={200: shapes.PlaybookOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, key: str) -> Response:
        book = keyed(Playbook, key)
        return versioned(shapes.playbook_out(book), book.version)


@described_command(
    operation_id="change_playbook",
    summary="Say anew what a playbook is; what was done stays with the steps it was done by",
    description="If-Match is needed.",
    answer=shapes.PlaybookOut,
    tags=TAGS,
)
class ChangePlaybookView(SettingDesk):
    serializer = shapes.PlaybookChangeIn
    refuses = (save_playbook, version_said, person_of)

    def found(self, **names: Any) -> Playbook:
        book: Playbook = keyed(Playbook, names["key"])
        return book

    def act(self, call: Call, **names: Any) -> Playbook:
        return save_playbook(
            playbook_id=call.about.pk,
            key=call.about.key,
            name=call.content["name"],
            steps=shapes.steps_content(call.content),
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: Playbook) -> dict[str, Any]:
        return shapes.playbook_out(done)


@described_command(
    operation_id="create_resolution_code",
    summary="Make a resolution code",
    answer=shapes.CodeOut,
    tags=TAGS,
)
class CodesView(SettingDesk):
    required_scopes: ClassVar[dict[str, str]] = {**READS, **WRITES}
    if_match = False
    serializer = shapes.CodeIn
    success = 201
    refuses = (services.save_code, person_of)

    @extend_schema(
        operation_id="read_resolution_codes",
        summary="How cases may end",
        tags=list(TAGS),
        parameters=[*RATE_HEADERS],
        responses={200: shapes.CodesOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        rows = [shapes.code_out(one) for one in ResolutionCode.objects.all()]
        return Response({"results": rows, "next": None})

    def act(self, call: Call, **names: Any) -> ResolutionCode:
        return services.save_code(
            code_id=None,
            key=call.content["key"],
            content=shapes.code_content(call.content),
            version=0,
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: ResolutionCode) -> dict[str, Any]:
        return shapes.code_out(done)


class CodeView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_resolution_code",
        summary="One resolution code",
        tags=list(TAGS),
        responses={200: shapes.CodeOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, key: str) -> Response:
        code = keyed(ResolutionCode, key)
        return versioned(shapes.code_out(code), code.version)


class OfCode(SettingDesk):
    run: ClassVar[Callable[..., ResolutionCode]]
    refuses: ClassVar[Refuses] = (version_said, person_of)

    def found(self, **names: Any) -> ResolutionCode:
        code: ResolutionCode = keyed(ResolutionCode, names["key"])
        return code

    def act(self, call: Call, **names: Any) -> ResolutionCode:
        seen = {"code_id": call.about.pk, "version": version_said(call)}
        return type(self).run(**seen, actor=person_of(call), at=call.at, **self.more(call))

    def more(self, call: Call) -> dict[str, Any]:
        return {}

    def shown(self, done: ResolutionCode) -> dict[str, Any]:
        return shapes.code_out(done)


def of_code(operation_id: str, summary: str) -> Any:
    return described_command(
        operation_id=operation_id,
        summary=summary,
        description="If-Match is needed.",
        answer=shapes.CodeOut,
        tags=TAGS,
    )


@of_code("change_resolution_code", "Change the words of a resolution code")
class ChangeCodeView(OfCode):
    serializer = shapes.CodeChangeIn
    run = staticmethod(services.save_code)
    refuses = (services.save_code,)

    def more(self, call: Call) -> dict[str, Any]:
        return {"key": call.about.key, "content": shapes.code_content(call.content)}


@of_code("retire_resolution_code", "Resolve no case with it from now on")
class RetireCodeView(OfCode):
    run = staticmethod(services.retire_code)
    refuses = (services.retire_code,)


@of_code("restore_resolution_code", "Take a retired code back into use")
class RestoreCodeView(OfCode):
    run = staticmethod(services.restore_code)
    refuses = (services.restore_code,)


class QueueView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_queue",
        summary="One queue",
        tags=list(TAGS),
        responses={200: QueueOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, key: str) -> Response:
        queue = queue_seen(client_of(request), key)
        return versioned(queue_out(queue), queue.version)


class OfQueue(SettingDesk):
    run: ClassVar[Callable[..., Queue]]
    refuses: ClassVar[Refuses] = (version_said, person_of)

    def found(self, **names: Any) -> Queue:
        queue: Queue = keyed(Queue, names["key"])
        return queue

    def act(self, call: Call, **names: Any) -> Queue:
        seen = {"queue_id": call.about.pk, "version": version_said(call)}
        return type(self).run(**seen, actor=person_of(call), at=call.at, **self.more(call))

    def more(self, call: Call) -> dict[str, Any]:
        return {}

    def shown(self, done: Queue) -> dict[str, Any]:
        return queue_out(done)


def of_queue(operation_id: str, summary: str) -> Any:
    return described_command(
        operation_id=operation_id,
        summary=summary,
        description="If-Match is needed.",
        answer=QueueOut,
        tags=TAGS,
    )


@of_queue("change_queue", "Say anew what a queue is, with its chain of escalation")
class ChangeQueueView(OfQueue):
    serializer = shapes.QueueChangeIn
    run = staticmethod(services.save_queue)
    refuses = (services.save_queue,)

    def more(self, call: Call) -> dict[str, Any]:
        content = shapes.queue_content(call.content, call.principal)
        return {"key": call.about.key, "content": content}


@of_queue("retire_queue", "Take a queue out of use")
class RetireQueueView(OfQueue):
    run = staticmethod(services.retire_queue)
    refuses = (services.retire_queue,)


@of_queue("restore_queue", "Take a retired queue back into use")
class RestoreQueueView(OfQueue):
    run = staticmethod(services.restore_queue)
    refuses = (services.restore_queue,)


@described_command(
    operation_id="create_queue",
    summary="Make a queue",
    answer=QueueOut,
    tags=TAGS,
)
class MakingQueuesView(SettingDesk, QueuesView):
    """GET lists, POST makes."""

    required_scopes: ClassVar[dict[str, str]] = {**READS, **WRITES}
    if_match = False
    serializer = shapes.QueueIn
    success = 201
    refuses = (services.save_queue, person_of)

    def act(self, call: Call, **names: Any) -> Queue:
        return services.save_queue(
            queue_id=None,
            key=call.content["key"],
            content=shapes.queue_content(call.content, call.principal),
            version=0,
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: Any) -> Any:
        return queue_out(done) if isinstance(done, Queue) else QueuesView.shown(self, done)


class HandoversView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_handover_notes",
        summary="Notes of the last day from one shift to the next, newest first",
        tags=list(TAGS),
        parameters=[*RATE_HEADERS],
        responses={200: shapes.HandoversOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        queues = Queue.objects.visible_to(client_of(request))
        rows = HandoverNote.objects.filter(queue__in=queues, written_at__gt=now() - KEPT)
        newest = rows.select_related("queue", "written_by")[:200]
        found = [shapes.note_out(one, client_of(request)) for one in newest]
        return Response({"results": found, "next": None})


@described_command(
    operation_id="leave_handover_note",
    summary="Leave a note for who works a queue next, for a named lead",
    answer=shapes.HandoverOut,
    tags=TAGS,
)
class LeaveNoteView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "cases:write"}
    if_match = etag = False
    serializer = shapes.HandoverIn
    success = 201
    refuses = (leave_note, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Queue:
        return queue_seen(principal, names["key"])

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        text, actor = call.content["text"], person_of(call)
        note = leave_note(queue_id=call.about.pk, text=text, actor=actor, at=call.at)
        return shapes.note_out(note, call.principal)

    def shown(self, done: dict[str, Any]) -> dict[str, Any]:
        return done


def keyed(model: Any, key: str) -> Any:
    found = model.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def queue_seen(principal: ClientPrincipal, key: str) -> Queue:
    rows = Queue.objects.visible_to(principal).select_related("team", "place", "calendar")
    found = rows.filter(key=key).first()
    if found is None:
        raise Http404
    return found
