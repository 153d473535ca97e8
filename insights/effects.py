"""What somebody keeps in order, on their first page: rules and policies with their effect, the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from approvals.models import ApprovalRequest, PolicyVersion
from audit.models import Seal
from audit.queries import waiting_for_seal
from exceptions.models import Case, RuleSet
from workbench import formats
from workbench.trail.rows import entries_for

LOOKED_BACK = timedelta(days=30)
MOST_POLICIES = 10
# A number beyond this says "many" just as well.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Effect:
    """One line: what holds, and what it did lately."""

    text: str
    sub: str
    url: str = ""
    count: int | None = None
    tone: str = ""


def effects_for(user: User, at: datetime) -> list[Effect]:
    """The rules and policies in force for who may change them, with what they did in 30 days."""
    found: list[Effect] = []
    if user.may("rules.manage"):
        found += _rules(user, at)
    if user.may("policies.manage"):
        found += _policies(user, at)
    return found


def trail_for(user: User, since: datetime | None) -> list[Effect]:
    """How the trail stands for who may read it: what is new, what is sealed."""
    if not user.may("audit.view"):
        return []
    newest = Seal.objects.order_by("-number").first()
    waiting = waiting_for_seal()
    block = f"{newest.number:,}" if newest else ""
    sealed = _("Sealed up to block %(n)s") % {"n": block} if newest else _("Nothing is sealed yet")
    lines = [
        Effect(
            sealed,
            ngettext("%(n)s entry waits for its seal", "%(n)s entries wait for their seal", waiting)
            % {"n": formats.quantity(waiting)},
            f"{reverse('audit:entries')}?seal=waits",
            tone="ok" if newest else "warn",
        )
    ]
    if since:
        new = entries_for(user).filter(recorded_at__gt=since).order_by()[:MOST_COUNTED].count()
        lines.insert(
            0, Effect(_("New entries since your last visit"), "", reverse("audit:entries"), new)
        )
    return lines


def _rules(user: User, at: datetime) -> list[Effect]:
    rules = RuleSet.objects.in_force(at)
    if rules is None:
        return [
            Effect(_("No routing rules are in force"), "", _url("exceptions:rules"), tone="warn")
        ]
    since = at - LOOKED_BACK
    cases = Case.objects.visible_to(user).filter(opened_at__gte=since).order_by()
    routed = cases.exclude(rule_version=None)[:MOST_COUNTED].count()
    sub = _("in force since %(moment)s, cases routed in 30 days") % {
        "moment": formats.moment(rules.effective_from or at, at)
    }
    return [
        Effect(
            _("Routing rules, version %(n)s") % {"n": rules.pk},
            sub,
            _url("exceptions:rules"),
            routed,
        )
    ]


def _policies(user: User, at: datetime) -> list[Effect]:
    versions = list(
        PolicyVersion.objects.visible_to(user).in_force(at).select_related("policy")[:MOST_POLICIES]
    )
    since = at - LOOKED_BACK
    asked = (
        ApprovalRequest.objects.filter(policy_version__in=versions, asked_at__gte=since)
        .order_by()
        .values_list("policy_version")
        .annotate(n=Count("pk"), passed=Count("pk", filter=Q(automatic=True)))
    )
    counts = {pk: (n, passed) for pk, n, passed in asked}
    if not versions:
        text = _("No approval policy is in force")
        return [Effect(text, "", _url("approvals:policies"), tone="warn")]
    return [_policy(version, *counts.get(version.pk, (0, 0))) for version in versions]


def _policy(version: PolicyVersion, asked: int, passed: int) -> Effect:
    sub = _("requests in 30 days, %(n)s of them passed by themselves") % {
        "n": formats.quantity(passed)
    }
    text = _("%(policy)s, version %(n)s") % {"policy": version.policy, "n": version.number}
    return Effect(text, sub, _url("approvals:policy", version.policy_id), asked)


def _url(name: str, *args: object) -> str:
    """Where it is changed; "" while that screen does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
