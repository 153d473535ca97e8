"""The table of the trail."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Entry
from audit.queries import action_words
from workbench.columns import BadgeColumn, MomentColumn, TextColumn, TitleColumn
from workbench.trail.lines import who_of


def entry_url(entry: Entry) -> str:
    return reverse("audit:entry", args=[entry.pk])


def subject_of(entry: Entry) -> str:
    """The subject as it was called; a person by today's name."""
    return getattr(entry, "subject_person", None) or entry.subject_text


class ActionColumn(TitleColumn):
    def facts(self, record: Entry, value: str) -> dict[str, object]:
        return {**super().facts(record, value), "value": action_words(value)}


class WhoColumn(TextColumn):
    def facts(self, record: Entry, value: object) -> dict[str, object]:
        return {"value": who_of(record)}


class SealColumn(BadgeColumn):
    def facts(self, record: Entry, value: int | None) -> dict[str, object]:
        text = _("Block %(n)s") % {"n": f"{value:,}"} if value else _("Waits")
        return {"value": text, "tone": ""}


class EntryTable(tables.Table):
    recorded_at = MomentColumn(gettext_lazy("Recorded"), phone="s", order_by=("recorded_at",))
    who = WhoColumn(gettext_lazy("Who"), accessor="actor_id", phone="b", orderable=False)
    action = ActionColumn(
        gettext_lazy("What"), url=entry_url, sub=subject_of, beside=True, orderable=False
    )
    place = TextColumn(gettext_lazy("Place"), accessor="place_code", hide=2, orderable=False)
    ip = TextColumn(gettext_lazy("From"), hide=3, orderable=False)
    block = SealColumn(gettext_lazy("Seal"), hide=1, orderable=False)

    class Meta:
        model = Entry
        fields: list[str] = []
