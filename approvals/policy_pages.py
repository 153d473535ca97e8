"""What the pages of policies show: versions in words, differences, the effect of a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from approvals import policies
from approvals.models import Policy, PolicyStep, PolicyVersion
from approvals.queries.choosing import next_to_begin, version_conditions, with_parts
from approvals.queries.effect import effect_of
from approvals.queries.requests import requests_seen_by
from approvals.subjects import SubjectKind, label_of, subject_kind
from approvals.words import conditions_words
from kernel.errors import refusal
from workbench import formats
from workbench.trail.lines import subject_trail

Status = PolicyVersion.Status


def policy_page(policy: Policy, user: User, at: datetime) -> dict[str, Any]:
    """The policy as it is now, its versions, and what may be done."""
    versions = list(with_parts(PolicyVersion.objects.filter(policy=policy)))
    current = in_force(versions, at)
    return {
        "policy": policy,
        "kind_label": label_of(policy.kind),
        "where": policy.place.name if policy.place else _("Everywhere"),
        "current": current,
        "may_end": policy.versions.still_to_count(at).exists(),
        "says": says(current) if current else None,
        "versions": [{"row": row, "word": word_of(row, at)} for row in versions],
        "draft": next((row for row in versions if row.status == Status.DRAFT), None),
        "refused": refusal(policies.check_manage, user, policy.place),
        "trail": subject_trail("approvals.policy", str(policy.pk)),
    }


def in_force(versions: list[PolicyVersion], at: datetime) -> PolicyVersion | None:
    """The one that counts at a moment."""
    for row in versions:
        begun = row.effective_from is not None and row.effective_from <= at
        over = row.effective_until is not None and row.effective_until <= at
        if row.status != Status.DRAFT and begun and not over:
            return row
    return None


def word_of(version: PolicyVersion, at: datetime) -> tuple[str, str]:
    """What a version is at a moment, with its tone."""
    if version.status == Status.DRAFT:
        return str(Status.DRAFT.label), "info"
    if version.never_counted:
        return _("Never in force"), ""
    if version.effective_until is not None and version.effective_until <= at:
        return str(Status.RETIRED.label), ""
    if version.effective_from is not None and version.effective_from > at:
        return _("From %(at)s") % {"at": formats.moment(version.effective_from, at)}, "warn"
    return _("In force"), "ok"


def says(version: PolicyVersion) -> dict[str, str]:
    """A version in words, by its parts: what is compared between versions, too."""
    kind = subject_kind(version.policy.kind)
    conditions = conditions_words(kind, version_conditions(version), version.currency)
    limit = formats.money(version.confirm_limit, version.currency, pence=False)
    parts = {
        _("Applies when"): conditions or _("Always"),
        **{
            _("Step %(n)d") % {"n": step.position}: step_words(kind, step, version.currency)
            for step in version.steps.all()
        },
        _("Asks once more"): _("Over %(limit)s") % {"limit": limit}
        if version.confirm_limit is not None
        else _("Never"),
        _("Lower quantities"): _("Allowed") if version.may_lower else _("Not allowed"),
        _("Reviewed of what passes by itself"): f"{version.sample_percent}%",
    }
    if not version.steps.all():
        parts[_("Steps")] = _("None: what matches passes by itself")
    return parts


def step_words(kind: SubjectKind, step: PolicyStep, currency: str) -> str:
    """One step as a sentence."""
    words = [f"{capfirst(step.role)}, {kind.place_label(step.place_key)}"]
    if step.quorum > 1:
        words.append(ngettext("%(n)d person", "%(n)d people", step.quorum) % {"n": step.quorum})
    conditions = conditions_words(kind, step.conditions.all(), currency)
    if conditions:
        words.append(_("only when %(conditions)s") % {"conditions": conditions})
    if step.due_minutes is not None:
        words.append(
            _("within %(time)s of business hours") % {"time": formats.duration(step.due_minutes)}
        )
    if step.escalate_role:
        facts = {"role": step.escalate_role, "time": formats.duration(step.escalate_minutes)}
        words.append(_("escalated to the %(role)s %(time)s later") % facts)
    return "; ".join(words)


def version_page(version: PolicyVersion, at: datetime) -> dict[str, Any]:
    """One version, and how it differs from the one before."""
    rows = with_parts(PolicyVersion.objects.filter(policy=version.policy))
    shown = next(row for row in rows if row.pk == version.pk)
    before = next((row for row in rows if row.number < version.number), None)
    return {
        "policy": version.policy,
        "row": shown,
        "word": word_of(shown, at),
        "before": before,
        "old": says(before) if before else {},
        "new": says(shown),
    }


def effect_page(draft: PolicyVersion, user: User, at: datetime) -> dict[str, Any]:
    """What publishing would do: the last 30 days under the draft, and who is missing."""
    shown = with_parts(PolicyVersion.objects.filter(pk=draft.pk)).get()
    current = in_force(list(with_parts(PolicyVersion.objects.filter(policy=draft.policy))), at)
    effect = effect_of(shown, at)
    visible = requests_seen_by(user, user, at).filter(
        pk__in=[request.pk for request in effect.examples]
    )
    return {
        "policy": shown.policy,
        "draft": shown,
        "current": current,
        "scheduled": next_to_begin(shown.policy, at),
        "old": says(current) if current else {},
        "new": says(shown),
        "effect": effect,
        "examples": list(visible),
        "unreached": refusal(policies.check_reach, shown),
        "refused": refusal(policies.check_manage, user, shown.policy.place),
        "sees_value": user.may("value.view"),
        "passes": _("Passes by itself"),
    }
