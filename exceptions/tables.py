"""The table of cases."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exceptions.kinds import label_of
from exceptions.models import Case
from workbench.columns import (
    BadgeColumn,
    DeltaColumn,
    MomentColumn,
    MoneyColumn,
    PartColumn,
    PersonColumn,
    QuantityColumn,
    TextColumn,
    TitleColumn,
)
from workbench.templatetags import ui


def case_url(case: Case) -> str:
    return reverse("exceptions:case", args=[case.reference])


class KindColumn(TextColumn):
    def facts(self, record: Case, value: str) -> dict[str, object]:
        return {"value": label_of(value)}

    def value(self, value: Any) -> str:
        return label_of(value)


class PriorityColumn(PartColumn):
    component = "prio"
    shared = True
    css = ""
    quiet_head = True

    def facts(self, record: Case, value: int) -> dict[str, Any]:
        return ui.prio(value)


class ClockColumn(PartColumn):
    """Time left; of a case that is over, its status."""

    part = "case_clock"
    shared = True
    css = "nowrap"

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        if record.clock is None:
            return {"over": True, "status": record.status_label, "tone": record.tone}
        return {"over": False, **record.clock}


class RiskColumn(MoneyColumn):
    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.money(value, record.currency, pence=False, hidden=record.value_hidden)


class OwnerColumn(PersonColumn):
    quiet_head = True

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.avatar(value, record.mine)


class CaseTable(tables.Table):
    priority = PriorityColumn(_("Priority"), phone="p", accessor="priority", orderable=False)
    title = TitleColumn(
        _("Case"),
        url=case_url,
        sub="subject_text",
        sub_name=_("Subject"),
        beside=True,
        orderable=False,
    )
    reference = TextColumn(_("Reference"), hide=3, orderable=False)
    kind = KindColumn(_("Kind"), hide=2, orderable=False)
    place = TextColumn(_("Location"), hide=1, phone="b", accessor="place__name", orderable=False)
    channel = TextColumn(_("Channel"), hide=3, orderable=False)
    queue = TextColumn(_("Queue"), hide=3, accessor="queue__name", orderable=False)
    units = DeltaColumn(_("Units"), phone="u", orderable=False)
    value = RiskColumn(_("At risk"), currency="currency", hide=2, orderable=False)
    occurrences = QuantityColumn(_("Times"), hide=2, orderable=False)
    opened_at = MomentColumn(_("Opened"), hide=2, order_by=("opened_at",))
    last_seen_at = MomentColumn(_("Last seen"), hide=2, order_by=("last_seen_at",))
    status = BadgeColumn(_("Status"), hide=1, tone="tone", accessor="status_label", orderable=False)
    due = ClockColumn(_("SLA"), phone="s", accessor="due_at", order_by=("due_key",))
    owner = OwnerColumn(_("Owner"), accessor="owner", orderable=False)

    class Meta:
        model = Case
        fields: list[str] = []
