"""Tables of the intake's lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.intake.models import EventConflict, SequenceGap, WaitingEvent
from inventory.intake.words import UNTRIED, title_of
from kernel.plain import spoken
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn


def waiting_url(row: WaitingEvent) -> str:
    return reverse("inventory:waiting-event", args=[row.reference])


def conflict_url(row: EventConflict) -> str:
    return reverse("inventory:conflict", args=[row.reference])


class ProblemColumn(TitleColumn):
    """What is wrong, and what the event was about."""

    def facts(self, record: WaitingEvent, value: str) -> dict[str, Any]:
        title = UNTRIED if record.is_untried else title_of(value)
        return {**super().facts(record, value), "value": title}


def _tone(row: WaitingEvent | EventConflict) -> str:
    return row.Status(row.status).tone


def _about(row: WaitingEvent) -> str:
    return " ".join(word for word in (spoken(row.type), row.sku or row.reverses) if word)


class WaitingTable(tables.Table):
    code = ProblemColumn(
        _("Problem"), url=waiting_url, sub=_about, sub_name=_("Event"), orderable=False
    )
    reference = TextColumn(_("Reference"), hide=3, orderable=False)
    source = TextColumn(
        _("Source"), hide=1, phone="b", css="clip", accessor="source__name", orderable=False
    )
    location = TextColumn(_("Location"), hide=2, orderable=False)
    key = TextColumn(_("Key"), hide=3, css="mono clip", orderable=False)
    repeats = QuantityColumn(_("Times"), phone="u", orderable=False)
    first_at = MomentColumn(_("First seen"), phone="s", order_by=("first_at",))
    last_at = MomentColumn(_("Last seen"), hide=2, style="ago", order_by=("last_at",))
    status = BadgeColumn(_("Status"), hide=1, tone=_tone, orderable=False)

    class Meta:
        model = WaitingEvent
        fields: list[str] = []


class ConflictTable(tables.Table):
    key = TitleColumn(
        _("Key"), url=conflict_url, sub="source__name", sub_name=_("Source"), orderable=False
    )
    reference = TextColumn(_("Reference"), hide=3, orderable=False)
    place = TextColumn(_("Place"), hide=1, phone="b", accessor="place__name", orderable=False)
    repeats = QuantityColumn(_("Times"), phone="u", orderable=False)
    first_at = MomentColumn(_("First seen"), phone="s", order_by=("first_at",))
    last_at = MomentColumn(_("Last seen"), hide=2, order_by=("last_at",))
    status = BadgeColumn(_("Status"), hide=1, tone=_tone, orderable=False)

    class Meta:
        model = EventConflict
        fields: list[str] = []


class GapTable(tables.Table):
    stream = TitleColumn(
        _("Stream"),
        sub="source__name",
        sub_name=_("Source"),
        accessor="stream_text",
        order_by=("stream",),
    )
    reference = TextColumn(_("Reference"), hide=3, orderable=False)
    place = TextColumn(_("Place"), hide=2, phone="b", accessor="place__name", orderable=False)
    first = QuantityColumn(_("From"), hide=1, orderable=False)
    last = QuantityColumn(_("To"), hide=1, orderable=False)
    missing = QuantityColumn(_("Missing"), phone="u", orderable=False)
    seen_at = MomentColumn(_("Seen"), phone="s", order_by=("seen_at",))
    closed_at = MomentColumn(_("Closed"), hide=2, order_by=("closed_at",), orderable=False)
    note = TextColumn(_("Note"), hide=3, css="clip", orderable=False)

    class Meta:
        model = SequenceGap
        fields: list[str] = []
