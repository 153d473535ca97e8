"""/api/v1/seal-checks: the seal of the trail verified for a person, and what came of it.

A verification changes nothing but its own row, so reading the trail is all a client needs.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from audit.models import Entry
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.exports import STATUSES
from workbench.api.people import ForPersonIn, client_of, person_of
from workbench.models import Job
from workbench.nudge import nudge_jobs
from workbench.services.jobs import cancel_job
from workbench.services.seal_checks import start_seal_check
from workbench.trail.verification import KIND, RANGES, VERIFIED, verdict_of

TAGS = ("Audit",)
SCOPE = "audit:read"
VERDICTS = ("sound", "damaged", "nothing")
Text, Whole = serializers.CharField, serializers.IntegerField
Moment = serializers.DateTimeField


class SealCheckIn(ForPersonIn):
    days = serializers.ChoiceField(
        choices=list(RANGES), allow_blank=True, required=False,
        help_text="Blocks sealed in the last so many days; empty: all.",
    )  # fmt: skip


class SealCheckOut(serializers.Serializer[Any]):
    number = Whole()
    days = Text(allow_blank=True)
    status = serializers.ChoiceField(choices=STATUSES)
    verdict = serializers.ChoiceField(
        choices=VERDICTS, allow_null=True, help_text="What was found; null until it is done."
    )
    message = Text(allow_blank=True, help_text="What was found and what to do, in words.")
    blocks = Whole(allow_null=True)
    entries = Whole(allow_null=True)
    damages = Whole(allow_null=True)
    findings = serializers.ListField(child=Text(), help_text="The first 20.")
    asked_at = Moment()
    finished_at = Moment(allow_null=True)


@described_command(
    operation_id="start_seal_check",
    summary="Verify the seal of the trail, for a person who may read it",
    answer=SealCheckOut,
    description="It runs in the background and changes nothing; ask until its status is `done`, then read"
    " `verdict`. A damaged trail is `done` with the verdict `damaged`.",
    tags=TAGS,
)
class SealChecksView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPE}
    if_match = etag = False
    serializer = SealCheckIn
    success = 202
    refuses = (start_seal_check, person_of)

    def act(self, call: Call, **names: Any) -> Job:
        job = start_seal_check(
            days=call.content.get("days", ""),
            actor=person_of(call),
            at=call.at,
            client=call.principal.client.pk,
        )
        nudge_jobs()
        return job

    def shown(self, done: Job) -> dict[str, Any]:
        return out(done)


class SealCheckView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": SCOPE}

    @extend_schema(
        operation_id="read_seal_check",
        summary="How far a verification is, and what it found",
        tags=list(TAGS),
        responses={200: SealCheckOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(out(check_of(client_of(request), number)))


@described_command(
    operation_id="cancel_seal_check",
    summary="Stop a verification that is not done",
    answer=SealCheckOut,
    tags=TAGS,
)
class CancelSealCheckView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPE}
    if_match = etag = False
    serializer = ForPersonIn
    refuses = (cancel_job, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Job:
        return check_of(principal, names["number"])

    def act(self, call: Call, **names: Any) -> Job:
        return cancel_job(number=call.about.pk, actor=person_of(call), at=call.at)

    def shown(self, done: Job) -> dict[str, Any]:
        return out(done)


def checks_of(principal: ClientPrincipal) -> QuerySet[Job]:
    return Job.objects.filter(kind=KIND, params__client=principal.client.pk)


def check_of(principal: ClientPrincipal, number: int) -> Job:
    """One that the client itself asked for."""
    job = checks_of(principal).filter(pk=number).first()
    if job is None:
        raise Http404
    return job


def out(job: Job) -> dict[str, Any]:
    facts = _found(job)
    return {
        "number": job.pk,
        "days": job.params["days"],
        "status": job.status,
        "verdict": verdict_of(facts) if facts else None,
        "message": job.message,
        **{name: facts.get(name) for name in ("blocks", "entries", "damages")},
        "findings": facts.get("findings", []),
        "asked_at": job.queued_at.isoformat(),
        "finished_at": job.finished_at and job.finished_at.isoformat(),
    }


def _found(job: Job) -> dict[str, Any]:
    """What the trail keeps of it; nothing until it is done."""
    if job.status != Job.Status.DONE:
        return {}
    entries = Entry.objects.filter(action=VERIFIED, subject_id=str(job.pk))
    entry = entries.filter(subject_type=Job._meta.label_lower).first()
    return (entry.after if entry else None) or {}
