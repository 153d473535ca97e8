"""Ask for approval of one version of a subject, and withdraw the question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Place, User
from approvals.errors import AlreadyAsked, NothingWaits
from approvals.locks import lock_open_request, lock_request
from approvals.matching import COLUMNS, holds, typed_facts
from approvals.models import (
    ApprovalRequest,
    RequestFact,
    RequestLine,
    RequestPlace,
    RequestStep,
)
from approvals.policies import check_withdraw
from approvals.queries.choosing import Chosen, choose
from approvals.services.steps import begin_next_step
from approvals.services.telling import settle_outcome, settle_steps
from approvals.subjects import AskedLine, Completed, SubjectKind, subject_kind, with_author
from approvals.words import conditions_words
from audit.services import record
from kernel.plain import clean_text

AGENT = "system:approvals"
Status = ApprovalRequest.Status


@transaction.atomic
def ask_approval(
    *,
    kind: str,
    subject: models.Model,
    reference: str,
    version: int,
    title: str,
    places: Mapping[str, Place],
    facts: Mapping[str, Any],
    lines: Sequence[AskedLine],
    value: Decimal | None,
    currency: str,
    asked_by: User | None,
    at: datetime,
) -> ApprovalRequest:
    """Ask those whom the policy in force names; what is below every band passes at once.

    Refuses: AlreadyAsked.

    The caller has locked the subject and saved who wrote it (the kind's `authors`). An automatic pass
    calls the kind's `completed` before this returns. While nothing of the kind is published, its own role decides with one vote.
    """
    about = subject_kind(kind)
    if ApprovalRequest.objects.waiting().about(kind, subject.pk).exists():
        raise AlreadyAsked(reference=reference)
    known = typed_facts(about, facts)
    main = places[about.place_keys[0][0]]
    chosen = choose(about, main, known, currency=currency, at=at)
    request = ApprovalRequest.objects.create(
        kind=kind,
        subject_id=str(subject.pk),
        reference=clean_text(reference, longest=80),
        subject_version=version,
        title=clean_text(title, longest=200),
        place=main,
        value=value,
        currency=currency,
        units=sum(line.quantity for line in lines),
        asked_by=asked_by,
        authors=with_author(about.authors(str(subject.pk)), asked_by),
        asked_at=at,
        policy_version=chosen.version,
        automatic=chosen.automatic,
        sampled=chosen.automatic and _is_sampled(kind, subject, version, chosen.sample_percent),
    )
    _keep_parts(request, places, about, known, lines)
    _keep_steps(request, about, places, known, chosen)
    _record_asked(request, chosen, at=at)
    _go_on(request, about, lines, at=at)
    return request


def _go_on(
    request: ApprovalRequest, kind: SubjectKind, lines: Sequence[AskedLine], *, at: datetime
) -> None:
    _settle_older(request, at=at)
    if not request.automatic:
        begin_next_step(request=request, at=at)
        return
    request.approve(at=at)
    request.save(update_fields=["status", "closed_at", "due_at"])
    asked = {line.key: line.quantity for line in lines}
    kind.completed(Completed(request, "approved", asked, actor=None, automatic=True, at=at))


def _settle_older(request: ApprovalRequest, *, at: datetime) -> None:
    """Whoever was told that it was sent back or rejected has asked again."""
    older = ApprovalRequest.objects.about(request.kind, request.subject_id).exclude(pk=request.pk)
    refused = older.filter(status__in=[Status.SENT_BACK, Status.REJECTED])
    numbers = list(refused.values_list("pk", flat=True))
    if numbers:
        settle_outcome(request_ids=numbers, text=_("Asked again"), at=at)


def _is_sampled(kind: str, subject: models.Model, version: int, percent: int) -> bool:
    """Drawn by a number nobody chooses, the same whenever it is asked."""
    digest = hashlib.sha256(f"{kind}:{subject.pk}:{version}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < percent


def _keep_parts(
    request: ApprovalRequest,
    places: Mapping[str, Place],
    kind: SubjectKind,
    facts: Mapping[str, Any],
    lines: Sequence[AskedLine],
) -> None:
    RequestPlace.objects.bulk_create(
        RequestPlace(request=request, key=key, place=place) for key, place in places.items()
    )
    types = {fact.key: COLUMNS[fact.type] for fact in kind.facts}
    RequestFact.objects.bulk_create(
        RequestFact(request=request, fact=key, **{types[key]: value})
        for key, value in facts.items()
    )
    RequestLine.objects.bulk_create(
        RequestLine(
            request=request,
            position=position,
            key=line.key,
            text=clean_text(line.text, longest=200),
            quantity=line.quantity,
        )
        for position, line in enumerate(lines, 1)
    )


def _keep_steps(
    request: ApprovalRequest,
    kind: SubjectKind,
    places: Mapping[str, Place],
    facts: Mapping[str, Any],
    chosen: Chosen,
) -> None:
    """The policy's steps as they are now: what is published later does not touch a request."""
    if chosen.automatic and not chosen.steps:
        return
    if chosen.version is None:
        key = kind.place_keys[0][0]
        RequestStep.objects.create(
            request=request, position=1, role=kind.fallback_role, place_key=key, place=places[key]
        )
        return
    currency = chosen.version.currency
    RequestStep.objects.bulk_create(
        RequestStep(
            request=request,
            position=step.position,
            role=step.role,
            place_key=step.place_key,
            place=places.get(step.place_key, request.place),
            quorum=step.quorum,
            needed=holds(step.conditions.all(), facts),
            condition=conditions_words(kind, step.conditions.all(), currency)[:300],
            due_minutes=step.due_minutes,
            escalate_role=step.escalate_role,
            escalate_minutes=step.escalate_minutes,
        )
        for step in chosen.steps
    )


def _record_asked(request: ApprovalRequest, chosen: Chosen, *, at: datetime) -> None:
    policy = str(chosen.version) if chosen.version else ""
    record(
        "approvals.request.asked" if not request.automatic else "approvals.request.passed",
        request,
        actor=request.asked_by,
        at=at,
        place=request.place,
        after={
            "reference": request.reference,
            "version": request.subject_version,
            "policy": policy,
            "value": str(request.value) if request.value is not None else None,
            "sampled": request.sampled,
        },
        agent=AGENT,
    )


@transaction.atomic
def withdraw_request(
    *, kind: str, subject_id: str | int, reason: str, actor: User | None, at: datetime
) -> ApprovalRequest:
    """Withdraw what waits about a subject, because it changed or is no longer wanted.

    Refuses: NothingWaits. The caller has locked the subject.
    """
    request = lock_open_request(kind, str(subject_id))
    if request is None:
        raise NothingWaits
    _withdraw(request, reason=reason, actor=actor, at=at)
    return request


@transaction.atomic
def withdraw_own_request(
    *, request_id: int, reason: str, actor: User, at: datetime
) -> ApprovalRequest:
    """Withdraw one's own request from its page; the domain takes its document back.

    Refuses, in this order: RequestNotFound, RequestWithdrawn, RequestDecided, NotTheAsker,
    WithdrawnElsewhere.
    """
    request = lock_request(request_id)
    check_withdraw(request, actor=actor)
    _withdraw(request, reason=reason, actor=actor, at=at)
    told = subject_kind(request.kind).withdrawn
    if told is not None:
        told(request, actor, at)
    return request


def _withdraw(request: ApprovalRequest, *, reason: str, actor: User | None, at: datetime) -> None:
    request.withdraw(at=at)
    request.closing_note = clean_text(reason.strip(), longest=500)
    request.version += 1
    request.save(update_fields=["status", "closed_at", "due_at", "closing_note", "version"])
    steps = request.steps.filter(begun_at__isnull=False).values_list("pk", flat=True)
    text = _("Withdrawn by %(who)s") % {"who": actor} if actor else _("Withdrawn")
    settle_steps(step_ids=list(steps), text=text, at=at)
    record(
        "approvals.request.withdrawn",
        request,
        actor=actor,
        at=at,
        place=request.place,
        reason=request.closing_note,
        agent=AGENT,
    )
