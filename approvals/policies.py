"""Who may decide, ask, withdraw and take back, and when. Policies as rows are in `models/policy.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Place, User
from accounts.models.place import covers_a_network
from accounts.policies.base import check_right
from approvals.errors import (
    AlreadyVoted,
    ApproverMissing,
    AskerDecides,
    AskerDecidesByDelegation,
    AuthorDecides,
    AuthorDecidesByDelegation,
    DecisionNotYours,
    LineNegative,
    LineRaised,
    LineUnknown,
    LoweringNotAllowed,
    NextStepBegun,
    NotADeputy,
    NothingApproved,
    NothingToUndo,
    NotSampled,
    NotTheAsker,
    NotYourStep,
    PoliciesNotAllowed,
    PolicyOutsideScope,
    QuorumMissing,
    ReasonCodeMissing,
    ReasonMissing,
    RequestChanged,
    RequestDecided,
    RequestWithdrawn,
    SubjectChanged,
    VerdictUnknown,
    WithdrawnElsewhere,
)
from approvals.models import ApprovalRequest, Decision, PolicyVersion, RequestLine, RequestStep
from approvals.queries.choosing import with_parts
from approvals.queries.people import (
    MAY_DECIDE,
    MAY_MANAGE,
    holds_role,
    may_decide_for,
    represented_by,
)
from approvals.queries.reach import unreached_steps
from approvals.subjects import SubjectKind, subject_kind
from kernel.errors import DomainError, refusal
from workbench import formats

Status = ApprovalRequest.Status
PLACES_NAMED = 3


def check_still_waits(request: ApprovalRequest) -> None:
    """Raises RequestWithdrawn, RequestDecided."""
    if request.is_open:
        return
    if request.status == Status.WITHDRAWN:
        raise _withdrawn(request)
    last = request.decisions.standing().select_related("decided_by").last()
    who = str(last.decided_by) if last else _("The policy")
    raise RequestDecided(who=who, did=_did(request.status), at=_moment(request.closed_at))


def _did(status: str) -> str:
    words = {
        Status.APPROVED: _("approved this"),
        Status.REJECTED: _("rejected this"),
        Status.SENT_BACK: _("sent this back"),
    }
    return words[Status(status)]


def _withdrawn(request: ApprovalRequest) -> RequestWithdrawn:
    """Says the reason too, as a sentence of its own."""
    note = request.closing_note.rstrip(" .")
    return RequestWithdrawn(at=_moment(request.closed_at), note=f" {note}." if note else "")


def _moment(at: datetime | None) -> str:
    return formats.clock(at) if at else "–"


def check_version(request: ApprovalRequest, version: int | None) -> None:
    """Nobody voted since it was shown, where that was said. Raises RequestChanged."""
    if version is not None and request.version != version:
        last = request.decisions.select_related("decided_by").last()
        raise RequestChanged(who=str(last.decided_by) if last else _("Somebody"))


def check_as_shown(request: ApprovalRequest, *, version: int) -> None:
    """Neither a vote nor the subject changed since it was shown. Raises RequestChanged, SubjectChanged."""
    check_version(request, version)
    kind = subject_kind(request.kind)
    if kind.current_version(request.subject_id) != request.subject_version:
        raise SubjectChanged(reference=request.reference)


def check_voter(
    request: ApprovalRequest,
    step: RequestStep,
    *,
    actor: User,
    on_behalf_of: User | None,
    at: datetime,
) -> User | None:
    """Whose right the vote uses, besides the actor's own: None, or the person who is away.

    Raises, in this order: AskerDecides, AuthorDecides, AskerDecidesByDelegation,
    AuthorDecidesByDelegation, NotADeputy, AlreadyVoted, NotYourStep; for who wrote part of it what the
    domain says instead. Roles and delegations are read now: what was lost since the page opened counts.
    """
    _check_not_own(request, actor)
    if on_behalf_of is not None:
        _check_deputy(request, actor=actor, person=on_behalf_of, at=at)
    _check_first_vote(step, actor=actor, person=on_behalf_of)
    if on_behalf_of is None:
        return _own_right_or_lent(request, step, actor=actor, at=at)
    if not holds_role(on_behalf_of.pk, step):
        raise _not_your_step(step)
    return on_behalf_of


def _check_not_own(request: ApprovalRequest, actor: User) -> None:
    if request.asked_by_id == actor.pk:
        raise AskerDecides
    if actor.pk in request.authors:
        raise _told_by_domain(request, actor, None) or AuthorDecides()


def _own_of(request: ApprovalRequest, actor: User, person: User) -> DomainError | None:
    """Why nobody decides for this person."""
    if request.asked_by_id == person.pk:
        return AskerDecidesByDelegation(person=str(person))
    if person.pk not in request.authors:
        return None
    told = _told_by_domain(request, actor, person)
    return told or AuthorDecidesByDelegation(person=str(person))


def _told_by_domain(
    request: ApprovalRequest, actor: User, right_of: User | None
) -> DomainError | None:
    """The domain may know better how somebody had a part in what is asked."""
    domain = subject_kind(request.kind).check_voter
    return refusal(domain, request, actor, right_of) if domain else None


def _check_deputy(request: ApprovalRequest, *, actor: User, person: User, at: datetime) -> None:
    own = _own_of(request, actor, person)
    if own is not None:
        raise own
    if not may_decide_for(actor.pk, person.pk, at):
        raise NotADeputy(person=str(person))


def _check_first_vote(step: RequestStep, *, actor: User, person: User | None) -> None:
    """One vote per step of whoever presses, and of whoever's right it is."""
    voters = {actor.pk} | ({person.pk} if person else set())
    rows = step.decisions.standing()
    if rows.filter(decided_by__in=voters).exists() or rows.filter(on_behalf_of__in=voters).exists():
        raise AlreadyVoted


def _own_right_or_lent(
    request: ApprovalRequest, step: RequestStep, *, actor: User, at: datetime
) -> User | None:
    if holds_role(actor.pk, step):
        return None
    refused: DomainError = _not_your_step(step)
    for person in represented_by(actor.pk, at):
        if not holds_role(person.pk, step):
            continue
        own = _own_of(request, actor, person)
        if own is not None:
            refused = own
            continue
        _check_first_vote(step, actor=actor, person=person)
        return person
    raise refused


def _not_your_step(step: RequestStep) -> NotYourStep:
    return NotYourStep(role=" or ".join(step.roles), place=step.place.name)


def check_decide(
    request: ApprovalRequest,
    step: RequestStep | None,
    *,
    actor: User,
    on_behalf_of: User | None,
    at: datetime,
) -> User | None:
    """Whether somebody may vote on a request now, before anything of the vote is known.

    Raises, in this order: RequestWithdrawn, RequestDecided, what `check_voter` raises, and what the
    domain says of this voter.
    """
    check_still_waits(request)
    if step is None:
        raise RuntimeError(f"Request {request.pk} waits for no step.")
    right_of = check_voter(request, step, actor=actor, on_behalf_of=on_behalf_of, at=at)
    domain = subject_kind(request.kind).check_voter
    if domain is not None:
        domain(request, actor, right_of)
    return right_of


def check_verdict(verdict: str, *, reason_code: str, reason: str) -> None:
    """Raises, in this order: VerdictUnknown, ReasonCodeMissing, ReasonMissing."""
    if verdict not in {"approve", "reject", "send_back"}:
        raise VerdictUnknown(verdict=verdict)
    if verdict == "approve":
        return
    if reason_code not in Decision.ReasonCode.values:
        raise ReasonCodeMissing
    if reason_code == Decision.ReasonCode.OTHER and not reason.strip():
        raise ReasonMissing


def may_lower(request: ApprovalRequest, kind: SubjectKind) -> bool:
    return kind.lowers and (request.policy_version is None or request.policy_version.may_lower)


def check_lines(
    request: ApprovalRequest,
    rows: Mapping[str, tuple[RequestLine, int]],
    asked: Mapping[str, Any],
) -> dict[int, int]:
    """The lines a vote lowers, by their id. `rows` says where each stands now.

    Raises, in this order: LineUnknown, LineNegative, LineRaised, LoweringNotAllowed,
    NothingApproved.
    """
    lowered: dict[int, int] = {}
    for key, quantity in asked.items():
        if key not in rows:
            raise LineUnknown(line=str(key)[:80])
        line, stands = rows[key]
        _check_quantity(line, stands, quantity)
        if quantity < stands:
            lowered[line.pk] = quantity
    if lowered and not may_lower(request, subject_kind(request.kind)):
        raise LoweringNotAllowed
    if rows and not any(lowered.get(line.pk, stands) for line, stands in rows.values()):
        raise NothingApproved
    return lowered


def _check_quantity(line: RequestLine, stands: int, quantity: Any) -> None:
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        raise LineNegative(line=line.text, most=formats.quantity(stands))
    if quantity > stands:
        raise LineRaised(line=line.text, most=formats.quantity(stands))


def check_undo(
    request: ApprovalRequest, last: Decision | None, *, actor: User, at: datetime
) -> None:
    """Whether somebody may take the newest vote back: it takes the right it was given with, now.

    Raises, in this order: RequestWithdrawn, NothingToUndo, DecisionNotYours, NotADeputy,
    NotYourStep, NextStepBegun.
    """
    if request.status == Status.WITHDRAWN:
        raise _withdrawn(request)
    if last is None:
        raise NothingToUndo
    if last.decided_by_id != actor.pk:
        raise DecisionNotYours(who=str(last.decided_by))
    person = last.on_behalf_of
    if person is not None and not may_decide_for(actor.pk, person.pk, at):
        raise NotADeputy(person=str(person))
    if not holds_role((person or actor).pk, last.step):
        raise _not_your_step(last.step)
    newer = ApprovalRequest.objects.about(request.kind, request.subject_id)
    if newer.filter(pk__gt=request.pk).exists():
        raise NextStepBegun(what=_("It was asked for again since: decide on that request instead."))


def check_withdraw(request: ApprovalRequest, *, actor: User) -> None:
    """Whether its asker may withdraw it from here.

    Raises, in this order: RequestWithdrawn, RequestDecided, NotTheAsker, WithdrawnElsewhere.
    """
    check_still_waits(request)
    if request.asked_by_id != actor.pk:
        raise NotTheAsker
    if subject_kind(request.kind).withdrawn is None:
        raise WithdrawnElsewhere(reference=request.reference)


def check_review(request: ApprovalRequest, *, actor: User) -> None:
    """Raises, in this order: RightMissing, NotSampled, AskerDecides, AuthorDecides."""
    check_right(actor, MAY_DECIDE)
    if not request.sampled or request.reviewed_at is not None:
        raise NotSampled
    _check_not_own(request, actor)


def check_manage(actor: User, place: Place | None) -> None:
    """Raises, in this order: PoliciesNotAllowed, PolicyOutsideScope."""
    if not actor.may(MAY_MANAGE):
        raise PoliciesNotAllowed
    if place is None:
        allowed = covers_a_network(actor)
    else:
        allowed = any(place.path.startswith(path) for path in actor.scope_paths)
    if not allowed:
        raise PolicyOutsideScope


def check_reach(version: PolicyVersion) -> None:
    """Enough people could decide each step wherever it may have to be.

    Raises ApproverMissing, or QuorumMissing where more than one vote is needed.
    """
    shown = with_parts(PolicyVersion.objects.filter(pk=version.pk)).get()
    missing = unreached_steps(shown)
    if missing:
        first = missing[0]
        step = {"step": first.step.position, "role": first.step.role}
        if first.step.quorum > 1:
            raise QuorumMissing(quorum=first.step.quorum, places=_named(first.places), **step)
        raise ApproverMissing(places=_named(first.places), **step)


def _named(places: tuple[Place, ...]) -> str:
    named = ", ".join(str(place) for place in places[:PLACES_NAMED])
    more = len(places) - PLACES_NAMED
    return _("%(named)s and %(n)d more") % {"named": named, "n": more} if more > 0 else named
