"""The lists of the intake: what waits, what contradicts, what is missing."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory.intake.filters import EVERY, ConflictFilter, GapFilter, WaitingFilter
from inventory.intake.models import EventConflict, SequenceGap, StreamRestart, WaitingEvent
from inventory.intake.policies import MAY_FIX
from inventory.intake.tables import ConflictTable, GapTable, WaitingTable
from kernel.lists import BulkAction, ListView, Preset

RESTARTS_SHOWN = 20


class WaitingList(ListView[WaitingEvent]):
    key = "inventory.waiting"
    permission = "intake.view"
    export_permission = "intake.view"
    api_scope = "intake:read"
    title = _("Waiting events")
    url_name = "inventory:waiting"
    template_name = "inventory/intake_list.html"
    filterset_class = WaitingFilter
    table_class = WaitingTable
    default_sort = "-first_at"
    keyset = True
    fresh = True
    pinned: ClassVar = ("source", "code")
    all_label = _("Waiting")
    presets: ClassVar = (
        Preset(
            "early",
            _("Early reversals"),
            "code=reverses_unknown",
            empty_title=_("No reversal came early"),
            empty_text=_("One that arrives before its event waits here for it."),
        ),
        Preset(
            "dismissed",
            _("Dismissed"),
            "status=dismissed",
            empty_title=_("Nothing was dismissed"),
            empty_text=_("What somebody puts aside, with the reason, stays here."),
        ),
        Preset("every", _("Every one"), f"status={EVERY}"),
    )
    empty_title = _("Nothing waits")
    empty_text = _("An event that cannot be posted is kept here, whole, until somebody settles it.")
    no_match_title = _("No events match these filters")
    here = "waiting"

    def sub(self) -> str:
        return _number(self, "%(n)s event", "%(n)s events")

    def rows(self) -> QuerySet[WaitingEvent]:
        visible = WaitingEvent.objects.visible_to(self.principal)
        return visible.select_related("source").defer("raw", "payload")

    def row_key(self, row: WaitingEvent) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(MAY_FIX):
            return ()
        return (
            BulkAction(_("Replay…"), reverse("inventory:waiting-replay"), MAY_FIX, key="r"),
            BulkAction(_("Dismiss…"), reverse("inventory:waiting-dismiss"), MAY_FIX, danger=True),
        )


class ConflictList(ListView[EventConflict]):
    key = "inventory.conflicts"
    permission = "intake.view"
    export_permission = "intake.view"
    api_scope = "intake:read"
    title = _("Conflicts")
    url_name = "inventory:conflicts"
    template_name = "inventory/intake_list.html"
    filterset_class = ConflictFilter
    table_class = ConflictTable
    default_sort = "-first_at"
    keyset = True
    fresh = True
    pinned: ClassVar = ("source",)
    all_label = _("Open")
    presets: ClassVar = (Preset("every", _("Open and closed"), f"status={EVERY}"),)
    empty_title = _("No key came with two contents")
    empty_text = _("When a source sends a known key with other content, both are kept here.")
    no_match_title = _("No conflicts match these filters")
    here = "conflicts"

    def sub(self) -> str:
        return _number(self, "%(n)s conflict", "%(n)s conflicts")

    def rows(self) -> QuerySet[EventConflict]:
        visible = EventConflict.objects.visible_to(self.principal)
        return visible.select_related("source", "place").defer("raw", "payload")

    def row_key(self, row: EventConflict) -> str:
        return row.reference


class GapList(ListView[SequenceGap]):
    key = "inventory.gaps"
    permission = "intake.view"
    export_permission = "intake.view"
    api_scope = "intake:read"
    title = _("Gaps")
    url_name = "inventory:gaps"
    template_name = "inventory/gaps.html"
    filterset_class = GapFilter
    table_class = GapTable
    default_sort = "-seen_at"
    keyset = True
    pinned: ClassVar = ("source",)
    all_label = _("Missing")
    presets: ClassVar = (Preset("every", _("Missing and closed"), f"status={EVERY}"),)
    empty_title = _("No stream lacks a number")
    empty_text = _("Sources that number their events show here when a number does not arrive.")
    no_match_title = _("No gaps match these filters")
    here = "gaps"

    def sub(self) -> str:
        return _number(self, "%(n)s gap", "%(n)s gaps")

    def rows(self) -> QuerySet[SequenceGap]:
        return SequenceGap.objects.visible_to(self.principal).select_related("source", "place")

    def row_key(self, row: SequenceGap) -> str:
        return row.reference

    @property
    def restarts(self) -> Sequence[StreamRestart]:
        """Streams that seem to have begun again: their gaps cannot be found until somebody says so."""
        rows = StreamRestart.objects.visible_to(self.principal).open()
        return list(rows.select_related("source", "place")[:RESTARTS_SHOWN])

    @property
    def may_fix(self) -> bool:
        return bool(self.user.may(MAY_FIX))

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(MAY_FIX):
            return ()
        return (BulkAction(_("Close…"), reverse("inventory:gap-close"), MAY_FIX, danger=True),)


def _number(view: ListView[Any], one: str, many: str) -> str:
    total = view.total
    number = f"{total.number:,}+" if total.capped else f"{total.number:,}"
    return ngettext(one, many, total.number) % {"n": number}
