"""A case: one row of the exception desk. An occurrence: one time it happened."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case as Choose
from django.db.models import F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place, User
from accounts.models.place import Principal, covers_a_network, scope_q
from exceptions.kinds import hidden_kinds

REFERENCE = re.compile(r"^CS-(\d{6,18})$", re.IGNORECASE)
# A case without a running clock stands behind every other.
NO_LIMIT = datetime(9000, 1, 1, tzinfo=UTC)

# Whose it is to see, and whether it was put off: with these an index answers a count alone.
COUNTED = ("place", "snoozed_until", "snooze_until_changes", "kind")

# What a transition may change; whoever moves a case saves these.
LIFE_FIELDS = (
    *("status", "owner", "version", "waiting_on", "resolution_code", "resolution_note"),
    *("snooze_until_changes", "snoozed_until", "reopened", "merged_into", "resolved_at"),
    *("resolved_by", "cured_at", "closed_at", "closed_by", "closing_note"),
)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, principal: Principal) -> CaseQuerySet:
        """Cases of the places in scope; a case of no place is read by who covers a network. Of a
        person, without the kinds that are not for them; a part of their places asks `read_by` too.
        """
        q = scope_q(principal, prefix="place")
        if covers_a_network(principal):
            q |= Q(place__isnull=True)
        rows = self.filter(q)
        return rows.read_by(principal) if isinstance(principal, User) else rows

    def read_by(self, person: User) -> CaseQuerySet:
        """Without the kinds that take a right this person lacks."""
        hidden = hidden_kinds(person)
        return self.exclude(kind__in=hidden) if hidden else self

    def open(self) -> CaseQuerySet:
        """What still waits for somebody: neither resolved nor closed."""
        return self.filter(resolved_at__isnull=True)

    def unclosed(self) -> CaseQuerySet:
        """What catches repeats: resolved ones too, until they are closed."""
        return self.filter(closed_at__isnull=True)

    def awake(self, at: datetime) -> CaseQuerySet:
        """Without what somebody put off until later or until it changes."""
        asleep = Q(snoozed_until__gt=at) | Q(snooze_until_changes=True)
        return self.exclude(asleep)

    def standing(self) -> CaseQuerySet:
        """Fingerprints somebody cares for: unclosed, or merged into an unclosed one and not cured."""
        merged = Q(merged_into__closed_at__isnull=True, merged_into__isnull=False)
        return self.filter(Q(closed_at__isnull=True) | merged, cured_at__isnull=True)

    def with_reference(self, reference: str) -> CaseQuerySet:
        """The one case named `CS-…`, or none when the text is no reference."""
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()


class Case(models.Model):
    """What does not fit, for people to decide. One unclosed case per fingerprint."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ASSIGNED = "assigned", _("Assigned")
        IN_PROGRESS = "in_progress", _("In progress")
        WAITING = "waiting", _("Waiting")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

        @property
        def tone(self) -> str:
            """The colour of the pill: at work is the normal thing and has none."""
            return {"resolved": "ok", "waiting": "warn"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            """Whose turn it is."""
            return {
                "open": "desk",
                "assigned": "owner",
                "in_progress": "owner",
                "waiting": "other party",
            }.get(str(self.value), "nobody")

        @property
        def turn(self) -> Promise:
            """Whose turn it is, in the words of the page."""
            return {
                "open": _("Waits for somebody to take it"),
                "assigned": _("Waits for its owner to start"),
                "in_progress": _("Its owner works on it"),
                "waiting": _("Waits for somebody outside the desk"),
                "resolved": _("Closes by itself unless it happens again"),
            }.get(str(self.value), _("Nothing is left to do"))

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

        @property
        def level(self) -> int:
            """1 for the most urgent to 4, as the priority bars count."""
            return {"urgent": 1, "high": 2, "normal": 3}.get(str(self.value), 4)

    kind = models.CharField(max_length=60)
    # What makes two happenings the same trouble, such as `below_zero:4711:31`.
    fingerprint = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    subject_text = models.CharField(max_length=200)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    evidence = models.JSONField(default=dict)
    occurrences = models.PositiveIntegerField(default=1)
    # How much is wrong: pieces, money, and the channel that feels it.
    units = models.BigIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    channel = models.CharField(max_length=80, blank=True, default="")

    status = FSMField(max_length=12, choices=Status, default=Status.OPEN, protected=True)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.NORMAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    queue = models.ForeignKey(
        "exceptions.Queue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
    )
    # The rule, of the version then in force, that took the case; none until it was routed.
    rule_version = models.ForeignKey(
        "exceptions.RoutingRule",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
    )
    playbook = models.ForeignKey(
        "exceptions.Playbook",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # Raised by every change a person makes; a form that shows an older one is refused.
    version = models.PositiveIntegerField(default=1)
    waiting_on = models.CharField(max_length=80, blank=True, default="")
    resolution_code = models.CharField(max_length=40, blank=True, default="")
    resolution_note = models.CharField(max_length=500, blank=True, default="")
    snooze_until_changes = models.BooleanField(default=False)
    reopened = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,
    )

    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    routed_at = models.DateTimeField(null=True, blank=True)
    # The clock: how long it may take, when it is due, when it warns, since when it was missed. While it is stopped,
    # `clock_minutes_left` keeps what was left.
    limit_minutes = models.PositiveIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    clock_minutes_left = models.IntegerField(null=True, blank=True)
    # What the queue is sorted by: soonest first, then what has no running clock.
    due_key = models.GeneratedField(
        expression=Choose(
            When(Q(paused_at__isnull=True, due_at__isnull=False), then=F("due_at")),
            default=Value(NO_LIMIT),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # Its cause is gone, while causes merged into it are still there.
    cured_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.CharField(max_length=500, blank=True, default="")

    objects = CaseQuerySet.as_manager()

    # How it stood before the command that answered this row: what an undo goes back to.
    stood: dict[str, Any]

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(closed_at__isnull=True),
                name="exceptions_case_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="exceptions_case_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["resolved", "closed"], resolved_at__isnull=False)
                | (~Q(status__in=["resolved", "closed"]) & Q(resolved_at__isnull=True)),
                name="exceptions_case_resolved_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["assigned", "in_progress", "waiting"])
                | Q(owner__isnull=False),
                name="exceptions_case_worked_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | Q(owner__isnull=True),
                name="exceptions_case_open_has_no_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-opened_at"], name="exceptions_case_kind"),
            models.Index(fields=["place", "-opened_at"], name="exceptions_case_place"),
            models.Index(fields=["subject_type", "subject_id"], name="exceptions_case_subject"),
            models.Index(fields=["-last_seen_at", "-id"], name="exceptions_case_seen"),
            models.Index(
                fields=["-last_seen_at", "-id"],
                condition=Q(closed_at__isnull=True),
                name="exceptions_case_seen_open",
            ),
            # The queue: 20,000 of a million. What the numbers on the tabs ask is in the index too.
            models.Index(
                fields=["due_key", "id"],
                include=COUNTED,
                condition=Q(resolved_at__isnull=True),
                name="exceptions_case_due",
            ),
            models.Index(
                fields=["owner", "due_key", "id"],
                include=COUNTED,
                condition=Q(resolved_at__isnull=True),
                name="exceptions_case_owner",
            ),
            models.Index(
                fields=["queue", "due_key", "id"],
                include=COUNTED,
                condition=Q(resolved_at__isnull=True),
                name="exceptions_case_queue",
            ),
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(resolved_at__isnull=True, routed_at__isnull=True),
                name="exceptions_case_unrouted",
            ),
            models.Index(
                fields=["resolved_at"],
                condition=Q(status="resolved"),
                name="exceptions_case_resolved",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(snoozed_until__isnull=False),
                name="exceptions_case_snoozed",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="exceptions_case_merged",
            ),
            models.Index(
                fields=["fingerprint"],
                condition=Q(merged_into__isnull=False),
                name="exceptions_case_alias",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        return f"CS-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.resolved_at is None

    @property
    def state(self) -> Status:
        return Case.Status(self.status)

    @property
    def status_label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return self.state.tone

    @property
    def priority(self) -> int:
        return Case.Severity(self.severity).level

    # ---------- the machine: who and when is asked in policies ----------

    @transition(field=status, source=[Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS], target=Status.ASSIGNED)  # fmt: skip
    def assign(self, owner: User) -> None:
        self.owner = owner

    @transition(field=status, source=Status.WAITING, target=Status.WAITING)
    def hand_over(self, owner: User) -> None:
        self.owner = owner

    @transition(field=status, source=[Status.ASSIGNED, Status.IN_PROGRESS], target=Status.OPEN)
    def release(self) -> None:
        self.owner = None

    @transition(field=status, source=Status.ASSIGNED, target=Status.IN_PROGRESS)
    def start(self) -> None:
        pass

    @transition(field=status, source=[Status.ASSIGNED, Status.IN_PROGRESS], target=Status.WAITING)
    def wait(self, on: str) -> None:
        self.waiting_on = on

    @transition(field=status, source=Status.WAITING, target=Status.IN_PROGRESS)
    def resume(self) -> None:
        self.waiting_on = ""

    @transition(field=status, source=[Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING], target=Status.RESOLVED)  # fmt: skip
    def resolve(self, *, code: str, note: str, by: User | None, at: datetime) -> None:
        self.resolution_code, self.resolution_note = code, note
        self.resolved_at, self.resolved_by = at, by
        self._settle()

    @transition(field=status, source=Status.RESOLVED, target=Status.CLOSED)
    def close(self, *, note: str, by: User | None, at: datetime) -> None:
        self.closed_at, self.closed_by, self.closing_note = at, by, note

    @transition(field=status, source=[Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED], target=Status.CLOSED)  # fmt: skip
    def cure(self, *, note: str, by: User | None, at: datetime) -> None:
        """Its cause is gone: resolved and closed in one step, whatever its status."""
        self.resolved_at = self.resolved_at or at
        self.closed_at, self.closed_by, self.closing_note = at, by, note
        self._settle()

    @transition(field=status, source=[Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED], target=Status.CLOSED)  # fmt: skip
    def join(self, survivor: Case, *, by: User | None, at: datetime) -> None:
        """It goes on in another case."""
        self.merged_into = survivor
        self.resolved_at = self.resolved_at or at
        self.closed_at, self.closed_by = at, by
        self._settle()

    @transition(field=status, source=[Status.RESOLVED, Status.CLOSED], target=Status.OPEN)
    def reopen(self) -> None:
        self._revive()
        self.owner = None

    @transition(field=status, source=[Status.RESOLVED, Status.CLOSED], target=Status.ASSIGNED)
    def reopen_for_owner(self) -> None:
        self._revive()

    def _settle(self) -> None:
        """What only an open case has."""
        self.waiting_on = ""
        self.snoozed_until, self.snooze_until_changes = None, False

    def _revive(self) -> None:
        self.reopened += 1
        self.resolution_code = self.resolution_note = self.closing_note = ""
        self.resolved_at = self.resolved_by = self.closed_at = self.closed_by = None
        self.merged_into = self.cured_at = None

    def facts(self) -> dict[str, Any]:
        """What the trail compares before and after a command."""
        return {
            "status": self.status,
            "severity": self.severity,
            "owner": self.owner_id,
            "waiting_on": self.waiting_on,
            "snoozed_until": self.snoozed_until,
            "snooze_until_changes": self.snooze_until_changes,
        }


class Occurrence(models.Model):
    """One time the trouble was seen, with what was seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seen", db_index=False)
    # The case it was first seen on, when it moved here by a merge or a split.
    came_from = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at", "-id"], name="exceptions_occurrence_seen")]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.at:%Y-%m-%d %H:%M}"
