"""The tables of approvals."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalRequest, Delegation, Policy, PolicyVersion
from approvals.subjects import label_of
from kernel.clock import now
from workbench.columns import (
    BadgeColumn,
    MomentColumn,
    MoneyColumn,
    PartColumn,
    QuantityColumn,
    TextColumn,
    TitleColumn,
)
from workbench.templatetags import ui


def request_url(request: ApprovalRequest) -> str:
    return reverse("approvals:request", args=[request.pk])


class KindColumn(TextColumn):
    def facts(self, record: ApprovalRequest, value: str) -> dict[str, Any]:
        return {"value": label_of(value)}


class DueColumn(PartColumn):
    """Time left to decide; of what is over, a dash."""

    component = "sla"
    css = "num"

    def facts(self, record: ApprovalRequest, value: Any) -> dict[str, Any]:
        if not record.is_open:
            return ui.sla(None)
        return sla_of(record)


def sla_of(request: ApprovalRequest) -> dict[str, Any]:
    """The ring and the minutes left of a request's current step."""
    return ui.sla(*minutes_left(request))


def minutes_left(request: ApprovalRequest) -> tuple[int | None, int]:
    """Minutes to its due time, and how many there were."""
    if request.due_at is None:
        return None, 0
    left = int((request.due_at - now()).total_seconds() // 60)
    return left, max(1, int((request.due_at - request.asked_at).total_seconds() // 60))


def status_word(request: ApprovalRequest) -> str:
    """What it waits for: the person who looks, somebody, or nobody."""
    if getattr(request, "mine", False):
        return str(_("Waiting for you"))
    return str(_("Passed by itself") if request.automatic else request.state.label)


class StatusColumn(BadgeColumn):
    def facts(self, record: ApprovalRequest, value: Any) -> dict[str, Any]:
        return ui.badge(status_word(record), record.state.tone)


class RequestTable(tables.Table):
    title = TitleColumn(
        _("Request"), url=request_url, sub="reference", sub_name=_("Reference"), beside=True
    )
    kind = KindColumn(_("Kind"), hide=3)
    place = TextColumn(_("Place"), hide=1, phone="b", accessor="place__name")
    units = QuantityColumn(_("Units"), hide=2)
    value = MoneyColumn(_("Value"), currency="currency", hide=1, phone="u")
    asked_by = TextColumn(_("Asked by"), hide=2, accessor="asked_by__name")
    asked_at = MomentColumn(_("Asked"), hide=3)
    status = StatusColumn(_("Status"), hide=2, orderable=False)
    due_at = DueColumn(_("Time left"), phone="s", initial_sort_descending=False)

    class Meta:
        model = ApprovalRequest
        fields: list[str] = []


class RequestTableWithoutValue(RequestTable):
    """For roles that do not see values."""

    value = None  # type: ignore[assignment]

    class Meta(RequestTable.Meta):
        pass


def policy_url(policy: Policy) -> str:
    return reverse("approvals:policy", args=[policy.pk])


class PolicyPart(TextColumn):
    """Something of the version in force; a dash when none is."""

    def __init__(self, verbose_name: Any, of: Callable[[Policy], str], **kwargs: Any) -> None:
        super().__init__(verbose_name, accessor="pk", orderable=False, **kwargs)
        self.of = of

    def facts(self, record: Policy, value: Any) -> dict[str, Any]:
        return {"value": self.of(record)}


def current_of(policy: Policy) -> PolicyVersion | None:
    at = now()
    for version in policy.versions.all():
        begun = version.effective_from is not None and version.effective_from <= at
        over = version.effective_until is not None and version.effective_until <= at
        if begun and not over:
            return version
    return None


def _steps(policy: Policy) -> str:
    current = current_of(policy)
    steps = current.steps.all() if current else []
    return ", ".join(capfirst(step.role) for step in steps)


def _version(policy: Policy) -> str:
    current = current_of(policy)
    if current is None:
        return str(_("Not in force"))
    return str(_("Version %(n)d")) % {"n": current.number}


def _draft(policy: Policy) -> str:
    draft = PolicyVersion.Status.DRAFT
    has = any(version.status == draft for version in policy.versions.all())
    return str(_("Draft")) if has else ""


class WhereColumn(TextColumn):
    def facts(self, record: Policy, value: Any) -> dict[str, Any]:
        return super().facts(record, value or _("Everywhere"))


class PolicyTable(tables.Table):
    rank = QuantityColumn(_("Rank"), hide=2)
    name = TitleColumn(_("Policy"), url=policy_url)
    kind = KindColumn(_("About"), hide=1, phone="b")
    place = WhereColumn(_("Where"), hide=2, accessor="place__name", empty_values=())
    steps = PolicyPart(_("Decides"), _steps, hide=2)
    in_force = PolicyPart(_("In force"), _version, phone="s")
    draft = PolicyPart(_("Draft"), _draft, hide=1, phone="u")

    class Meta:
        model = Policy
        fields: list[str] = []


class DelegationStatus(BadgeColumn):
    def facts(self, record: Delegation, value: Any) -> dict[str, Any]:
        return ui.badge(*record.word(now()))


class DelegationTable(tables.Table):
    person = TitleColumn(_("Who is away"), accessor="person__name", sub="note", sub_name=_("Note"))
    deputy = TextColumn(_("Decides meanwhile"), accessor="deputy__name", phone="b")
    starts_at = MomentColumn(_("From"), hide=1)
    ends_at = MomentColumn(_("Until"), phone="u")
    status = DelegationStatus(_("Status"), accessor="pk", orderable=False, phone="s")
    created_by = TextColumn(_("Said by"), accessor="created_by__name", hide=2)

    class Meta:
        model = Delegation
        fields: list[str] = []
