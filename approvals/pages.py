"""What the page of a request shows to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from approvals import policies
from approvals.forms import field_of
from approvals.models import ApprovalRequest, Decision, PolicyVersion, RequestLine, RequestStep
from approvals.queries.chain import ChainStep, chain_of
from approvals.queries.choosing import version_conditions, with_parts
from approvals.queries.people import too_few
from approvals.queries.requests import current_step, last_decision, standing_lines
from approvals.subjects import SubjectKind, subject_kind
from approvals.tables import minutes_left
from approvals.words import conditions_words
from kernel.errors import DomainError, refusal
from workbench import formats
from workbench.registry import registry
from workbench.trail.lines import subject_trail


@dataclass(frozen=True, slots=True)
class Row:
    """One line with what was asked and what stands."""

    line: RequestLine
    stands: int
    name: str
    cells: tuple[Any, ...] = ()
    warning: str = ""


def request_page(request: ApprovalRequest, user: User, at: datetime) -> dict[str, Any]:
    """Everything the page of one request shows."""
    kind = subject_kind(request.kind)
    step = current_step(request)
    refused = refusal(policies.check_decide, request, step, actor=user, on_behalf_of=None, at=at)
    stands = standing_lines(request)
    main = kind.page(request, user) if kind.page else {}
    rows = _rows(stands, main)
    sees_value = user.may("value.view")
    return {
        "asked": request,
        "kind_label": kind.label,
        "main": {"totals": _totals(request, kind, rows, sees_value=sees_value), **main},
        "main_template": main.get("template") or "approvals/_asked.html",
        "route": _route(request, kind),
        "rows": rows,
        "lowers": policies.may_lower(request, kind) and refused is None,
        "subject_url": registry.subject_url(request.kind, request.subject_id),
        "status": _status(request, step, mine=refused is None),
        "minutes": minutes_left(request) if request.is_open else (None, 0),
        "chain": [_drawn(one, request, user) for one in chain_of(request)],
        "why": _why(request, kind, step, user, sees_value=sees_value),
        "refused": refused,
        "stuck": _stuck(request, step, at, may=refused is None),
        "bar": _bar(request, kind, rows, sees_value=sees_value),
        "codes": Decision.ReasonCode.choices,
        "trail": subject_trail("approvals.approvalrequest", str(request.pk)),
        "sees_value": sees_value,
        "lent_by": _lent_by(request, step, user, at) if refused is None else None,
        "undo": _undo(request, user, at),
        "withdraw": _withdraw(request, user),
        "review": refusal(policies.check_review, request, actor=user),
    }


def _rows(stands: dict[str, tuple[RequestLine, int]], main: dict[str, Any]) -> list[Row]:
    cells, warnings = main.get("line_cells", {}), main.get("line_warnings", {})
    return [
        Row(line, left, field_of(line), tuple(cells.get(key, ())), warnings.get(key, ""))
        for key, (line, left) in stands.items()
    ]


def _route(request: ApprovalRequest, kind: SubjectKind) -> list[tuple[str, str]]:
    """The subject's places with their words, the one it comes from first."""
    by_key = {one.key: one.place for one in request.places.select_related("place")}
    known = [(key, label) for key, label in kind.place_keys if key in by_key]
    return [(capfirst(str(label)), by_key[key].name) for key, label in reversed(known)]


def _totals(
    request: ApprovalRequest, kind: SubjectKind, rows: list[Row], *, sees_value: bool
) -> list[tuple[str, str]]:
    totals = [(_("Lines"), formats.quantity(len(rows)))] if rows else []
    if rows:
        word = str(capfirst(kind.unit_word(request.units)))
        totals.append((word, formats.quantity(request.units)))
    if request.value is not None:
        shown = formats.money(request.value, request.currency) if sees_value else _("Hidden")
        totals.append((_("Value"), shown))
    totals.append((_("Version"), str(request.subject_version)))
    return totals


def _status(request: ApprovalRequest, step: RequestStep | None, *, mine: bool) -> tuple[str, str]:
    if not request.is_open or step is None:
        word = _("Passed by itself") if request.automatic else request.state.label
        return str(word), request.state.tone
    if mine:
        return _("Waiting for you"), "info"
    words = {"role": step.role, "place": step.place.name}
    return _("Waiting for the %(role)s, %(place)s") % words, ""


def _stuck(request: ApprovalRequest, step: RequestStep | None, at: datetime, *, may: bool) -> str:
    """Why nobody can end the step that waits. Whoever may give its one vote can."""
    if not request.is_open or step is None or (may and step.quorum == 1):
        return ""
    if not too_few(step, at, authors=request.authors):
        return ""
    return ngettext(
        "This step needs %(n)d vote of the %(role)s, %(place)s, and too few people hold that role"
        " there who may decide on it. Give somebody the role, or send it back.",
        "This step needs %(n)d votes of the %(role)s, %(place)s, and too few people hold that role"
        " there who may decide on it. Give somebody the role, or send it back.",
        step.quorum,
    ) % {"n": step.quorum, "role": " or ".join(step.roles), "place": step.place.name}


def _drawn(one: ChainStep, request: ApprovalRequest, user: User) -> dict[str, Any]:
    """A step as the chain component draws it."""
    states = {"refused": "rejected", "not_needed": "", "later": ""}
    drawn: dict[str, Any] = {
        "text": one.text,
        "sub": one.sub,
        "state": states.get(one.state, one.state),
        "badge": one.badge,
        "tone": one.tone,
    }
    if one.state == "now" and request.due_at:
        left, total = minutes_left(request)
        drawn["clock"] = {"minutes": left, "total": total, "status": ""}
    if one.state == "now" and not one.sub and user.roles & set(one.step.roles):
        drawn["sub"] = _("You, %(name)s") % {"name": str(user)}
    return drawn


def _why(
    request: ApprovalRequest,
    kind: SubjectKind,
    step: RequestStep | None,
    user: User,
    *,
    sees_value: bool,
) -> dict[str, Any]:
    """Which policy asks for whom, and because of what."""
    version = with_parts(PolicyVersion.objects.filter(pk=request.policy_version_id or 0)).first()
    if version is None:
        text = _("It is below what any policy asks about, so it passed by itself.")
        if not request.automatic:
            text = _(
                "No policy was published for this when it was asked, so the role %(role)s decides."
            ) % {"role": kind.fallback_role}
        return {"policy": None, "text": text}
    conditions = conditions_words(kind, version_conditions(version), version.currency)
    asks = (
        _("asks for the role %(role)s at the %(place)s.")
        % {
            "role": step.role,
            "place": kind.place_label(step.place_key),
        }
        if step
        else ""
    )
    over = _over(request, version) if sees_value else ""
    because = (
        _("It applies when: %(conditions)s.") % {"conditions": conditions} if conditions else ""
    )
    return {
        "policy": version,
        "url_name": "approvals:policy" if user.may("policies.view") else "",
        "asks": asks,
        "text": " ".join(part for part in (because, over) if part),
    }


def _over(request: ApprovalRequest, version: PolicyVersion) -> str:
    """By how much its value is over the band that the policy begins at."""
    for condition in version_conditions(version):
        limit = condition.money
        if limit is not None and request.value is not None and request.value > limit:
            more = formats.money(request.value - limit, request.currency, pence=False)
            return _("The value is %(more)s over the automatic limit.") % {"more": more}
    return ""


def _bar(
    request: ApprovalRequest, kind: SubjectKind, rows: list[Row], *, sees_value: bool
) -> dict[str, Any]:
    """The decision in words, and its buttons."""
    total, stands = request.units, sum(row.stands for row in rows)
    of = {"total": formats.quantity(total), "unit": kind.unit_word(total)}
    says = _("Approve %(n)s of %(total)s %(unit)s.")
    button = _("Approve %(n)s %(unit)s")
    shown = {"n": formats.quantity(stands), **of}
    version = request.policy_version
    limit = version.confirm_limit if version else None
    confirms = limit is not None and request.value is not None and request.value > limit
    primary: dict[str, Any] = {
        "label": button % shown if rows else _("Approve"),
        "sum": button % {"n": "%s", **of} if rows else "",
        "name": "verdict",
        "value": "approve",
    }
    if confirms:
        primary["dialog"] = "confirm-approve"
    return {
        "says": says % shown if rows else request.title,
        "sum": says % {"n": "%s", **of} if rows else "",
        "more": kind.follows(request) if kind.follows else "",
        "primary": primary,
        "others": [
            {"label": _("Reject…"), "dialog": "reject", "danger": True},
            {"label": _("Send back…"), "dialog": "send-back"},
        ],
        "confirms": confirms,
        "limit": formats.money(limit, request.currency, pence=False) if sees_value else "",
    }


def _lent_by(
    request: ApprovalRequest, step: RequestStep | None, user: User, at: datetime
) -> User | None:
    return policies.check_decide(request, step, actor=user, on_behalf_of=None, at=at)


def _undo(request: ApprovalRequest, user: User, at: datetime) -> tuple[bool, DomainError | None]:
    """Whether a way back is shown, and why it is refused."""
    last = last_decision(request)
    if last is None or last.decided_by_id != user.pk:
        return False, None
    return True, refusal(policies.check_undo, request, last, actor=user, at=at)


def _withdraw(request: ApprovalRequest, user: User) -> tuple[bool, DomainError | None]:
    if not request.is_open or request.asked_by_id != user.pk:
        return False, None
    return True, refusal(policies.check_withdraw, request, actor=user)


def panel_of(request: ApprovalRequest, user: User, at: datetime) -> dict[str, Any]:
    """The short form beside the list."""
    page = request_page(request, user, at)
    kind = subject_kind(request.kind)
    facts: list[tuple[Any, ...]] = [
        (_("About"), request.reference, page["subject_url"]),
        *page["route"],
        (_("Asked by"), str(request.asked_by) if request.asked_by else "Plumbline"),
        (_("Kind"), str(kind.label)),
    ]
    return {**page, "facts": facts, "few": page["rows"][:8], "more": max(0, len(page["rows"]) - 8)}
