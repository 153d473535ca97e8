"""The table of cases."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exceptions.kinds import label_of
from exceptions.models import Case
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn


def case_url(case: Case) -> str:
    return reverse("exceptions:case", args=[case.reference])


class KindColumn(TextColumn):
    def facts(self, record: Case, value: str) -> dict[str, object]:
        return {"value": label_of(value)}


class CaseTable(tables.Table):
    title = TitleColumn(_("Case"), url=case_url, sub="subject_text", beside=True, orderable=False)
    reference = TextColumn(_("Reference"), hide=3, orderable=False)
    kind = KindColumn(_("Kind"), hide=2, orderable=False)
    place = TextColumn(_("Place"), hide=1, phone="b", accessor="place__name", orderable=False)
    occurrences = QuantityColumn(_("Times"), phone="u", orderable=False)
    opened_at = MomentColumn(_("Opened"), hide=2, order_by=("opened_at",))
    last_seen_at = MomentColumn(_("Last seen"), phone="s", order_by=("last_seen_at",))
    status = BadgeColumn(_("Status"), hide=1, tone="tone", accessor="status_label", orderable=False)

    class Meta:
        model = Case
        fields: list[str] = []
