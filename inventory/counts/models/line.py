"""Lines: what the count says of one SKU, beside what the books said at that moment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from inventory.catalog.models import Sku
from inventory.counts.models.count import Count
from inventory.ledger.models import Event


class CountLine(models.Model):
    """One SKU of one count. It posts once, as a `count` at the last scan of the SKU."""

    class Status(models.TextChoices):
        COUNTING = "counting", _("Being counted")
        REVIEW = "review", _("To review")
        RECOUNT = "recount", _("To count again")
        APPROVAL = "approval", _("Waiting for approval")
        POSTED = "posted", _("Posted")
        DROPPED = "dropped", _("Not posted")

        @property
        def tone(self) -> str:
            tones = {"review": "warn", "recount": "warn", "approval": "info", "posted": "ok"}
            return tones.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return {
                "counting": "counter",
                "review": "reviewer",
                "recount": "another counter",
                "approval": "approver",
            }.get(str(self.value), "nobody")

    class Why(models.TextChoices):
        """Why a line did not post by itself."""

        NOTHING = "", _("As the books say, or near enough")
        VARIANCE = "variance", _("Differs by more than the tolerance")
        MOVED = "moved", _("Moved while it was counted")
        STORE = "store", _("The store counts itself, so somebody else looks")
        UNPRICED = "unpriced", _("Nobody knows what it costs, so somebody else looks")

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    status = FSMField(max_length=10, choices=Status, default=Status.COUNTING, protected=True)
    why = models.CharField(max_length=8, choices=Why, blank=True, default=Why.NOTHING)
    counted = models.BigIntegerField()
    # What the round before found, for the reviewer.
    counted_before = models.BigIntegerField(null=True, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # The shelf by the books at the last scan, and what of it was promised then.
    book = models.BigIntegerField()
    promised = models.BigIntegerField(default=0)
    tolerance = models.BigIntegerField(default=0)
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    # How often its posting was taken back by whoever had approved it: each posting is an event of its own.
    taken_back = models.PositiveSmallIntegerField(default=0)
    # Movements between the first and the last scan that were told only after it had posted.
    late_moves = models.PositiveSmallIntegerField(default=0)
    judged_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["count", "sku"]
        constraints = [
            models.UniqueConstraint(fields=["count", "sku"], name="counts_line_once"),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(event__isnull=False),
                name="counts_line_posted_by_event",
            ),
            models.CheckConstraint(condition=Q(counted__gte=0), name="counts_line_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["count"],
                condition=Q(status__in=["review", "recount", "approval"]),
                name="counts_line_unsettled",
            ),
            models.Index(
                fields=["event"], condition=Q(event__isnull=False), name="counts_line_event"
            ),
            models.Index(
                fields=["-settled_at"],
                condition=Q(status="posted") & ~Q(counted=F("book")),
                name="counts_line_differs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} in {self.count_id}"

    @property
    def tone(self) -> str:
        return CountLine.Status(self.status).tone

    @property
    def difference(self) -> int:
        return self.counted - self.book

    @property
    def value(self) -> Decimal | None:
        """The difference at cost, with its sign; None where the SKU has no cost."""
        return None if self.unit_cost is None else self.unit_cost * self.difference

    @property
    def needs_recount(self) -> bool:
        """Beyond its tolerance and seen by one round of counters only."""
        return self.round == 1 and self.why in {self.Why.VARIANCE, self.Why.MOVED}

    @transition(
        field=status, source=[Status.COUNTING, Status.RECOUNT, Status.REVIEW], target=Status.REVIEW
    )
    def look_at(self, *, why: str) -> None:
        """Somebody else decides before it posts."""
        self.why = why

    @transition(field=status, source=Status.REVIEW, target=Status.RECOUNT)
    def count_again(self) -> None:
        """Somebody else counts it."""

    @transition(field=status, source=[Status.REVIEW, Status.COUNTING], target=Status.COUNTING)
    def count_on(self) -> None:
        """Its shelf is counted on, before anything of it was posted."""

    @transition(field=status, source=Status.REVIEW, target=Status.APPROVAL)
    def ask(self) -> None:
        """Above what a reviewer settles alone."""

    @transition(field=status, source=Status.APPROVAL, target=Status.REVIEW)
    def come_back(self) -> None:
        """It was not approved."""

    @transition(
        field=status,
        source=[Status.COUNTING, Status.RECOUNT, Status.REVIEW, Status.APPROVAL],
        target=Status.POSTED,
    )
    def post(self, *, event_id: int | None, at: datetime, by: Any = None) -> None:
        """The shelf is what was counted, at the last scan."""
        self.event_id = event_id
        self.settled_at = at
        self.decided_by = by

    @transition(field=status, source=Status.POSTED, target=Status.APPROVAL)
    def wait_again(self) -> None:
        """Its approval was taken back, and its posting with it."""
        self.event_id = None
        self.settled_at = None
        self.decided_by = None
        self.late_moves = 0
        self.taken_back += 1

    @transition(
        field=status,
        source=[Status.COUNTING, Status.REVIEW, Status.RECOUNT, Status.APPROVAL],
        target=Status.DROPPED,
    )
    def drop(self, *, note: str, at: datetime, by: Any = None) -> None:
        """The books stand."""
        self.note = note
        self.settled_at = at
        self.decided_by = by


class LineCounter(models.Model):
    """Who counted a line, in which round: a person, or a client by itself. Each counts a line in one round
    only: the unique constraints are what keeps a first counter from counting it again."""

    line = models.ForeignKey(CountLine, on_delete=models.PROTECT, related_name="counters")
    counter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    round = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "counter"],
                condition=Q(counter__isnull=False),
                name="counts_counter_in_one_round",
            ),
            models.UniqueConstraint(
                fields=["line", "client"],
                condition=~Q(client=""),
                name="counts_client_in_one_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter or self.client}, round {self.round}"
