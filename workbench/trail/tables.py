"""The table of the trail."""

import json

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Entry
from audit.queries import action_words
from workbench.columns import BadgeColumn, MomentColumn, TextColumn, TitleColumn


def entry_url(entry: Entry) -> str:
    return reverse("audit:entry", args=[entry.pk])


def subject_of(entry: Entry) -> str:
    """The subject as it was called; a person by today's name."""
    return getattr(entry, "subject_person", None) or entry.subject_text


class ActionColumn(TitleColumn):
    def facts(self, record: Entry, value: str) -> dict[str, object]:
        return {**super().facts(record, value), "value": self.value(value)}

    def value(self, value: str) -> str:
        return action_words(value)


class SealColumn(BadgeColumn):
    def facts(self, record: Entry, value: int | None) -> dict[str, object]:
        return super().facts(record, self.value(value))

    def value(self, value: int | None) -> str:
        return _("Block %(n)s") % {"n": f"{value:,}"} if value else _("Waits")


class JsonColumn(TextColumn):
    """Changed fields as JSON, for files and for those who ask for the column."""

    def facts(self, record: Entry, value: dict[str, object] | None) -> dict[str, object]:
        return {"value": self.value(value), "url": ""}

    def value(self, value: dict[str, object] | None) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""


class EntryTable(tables.Table):
    recorded_at = MomentColumn(gettext_lazy("Recorded"), phone="s", order_by=("recorded_at",))
    who = TextColumn(gettext_lazy("Who"), phone="u", orderable=False)
    action = ActionColumn(
        gettext_lazy("What"),
        url=entry_url,
        sub=subject_of,
        sub_name=gettext_lazy("Subject"),
        css="tall",
        beside=True,
        orderable=False,
    )
    place = TextColumn(gettext_lazy("Place"), accessor="place_code", hide=2, orderable=False)
    reason = TextColumn(gettext_lazy("Reason"), hide=3, orderable=False, css="clip-reason")
    ip = TextColumn(gettext_lazy("From"), hide=3, orderable=False)
    block = SealColumn(gettext_lazy("Seal"), hide=1, orderable=False)
    occurred_at = MomentColumn(gettext_lazy("Happened"), hide=2, orderable=False)
    code = TextColumn(gettext_lazy("Action code"), accessor="action", hide=3, orderable=False)
    before = JsonColumn(gettext_lazy("Before"), hide=3, orderable=False, css="clip-reason")
    after = JsonColumn(gettext_lazy("After"), hide=3, orderable=False, css="clip-reason")
    request_id = TextColumn(gettext_lazy("Request"), hide=3, orderable=False)
    correlation_id = TextColumn(gettext_lazy("Correlation"), hide=3, orderable=False)

    class Meta:
        model = Entry
        fields: list[str] = []
