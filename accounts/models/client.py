"""API clients: other systems, what they may do, and the tokens they show."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models.place import Place

TOKEN_LIFE = timedelta(days=365)
LIVE_TOKENS = 2


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def with_place(self) -> ApiClientQuerySet:
        return self.select_related("place", "created_by")

    def idle_since(self, moment: datetime) -> ApiClientQuerySet:
        """Active, and since the moment neither made, switched on, given a token nor used."""
        touched = ApiToken.objects.filter(client=OuterRef("pk")).filter(
            Q(created_at__gt=moment) | Q(last_used_at__gt=moment)
        )
        old = self.filter(is_active=True, created_at__lte=moment)
        old = old.filter(Q(enabled_at__isnull=True) | Q(enabled_at__lte=moment))
        return old.exclude(Exists(touched))


class ApiClient(models.Model):
    """One other system. It sees the subtree of its place, or everything where it has none."""

    name = models.CharField(max_length=80, unique=True)
    # The source its events are filed under; the ledger knows the row, this side only the code.
    source_code = models.CharField(max_length=40)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scopes = ArrayField(models.CharField(max_length=40))
    calls_per_minute = models.PositiveIntegerField(default=600)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # When it was last switched on again: being idle is counted from then.
    enabled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(calls_per_minute__gte=1), name="accounts_client_limit_positive"
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0), name="accounts_client_has_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scope_paths(self) -> tuple[str, ...]:
        """The subtree its calls may see and change."""
        return (self.place.path,) if self.place else ("/",)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self, at: datetime) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=at)


class ApiToken(models.Model):
    """A secret of one client. Only its SHA-256 is kept: 256 random bits need no slow hash."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="tokens")
    # Public part, to find the row by.
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    last4 = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Kept to five minutes, so that a call costs no write.
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_ip = models.CharField(max_length=45, blank=True, default="")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + TOKEN_LIFE),
                name="accounts_token_expires_within_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} … {self.last4}"

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at


class ApiRefusal(models.Model):
    """How often one client was refused with one code on one day: a tally, not a log."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="refusals")
    day = models.DateField()
    route = models.CharField(max_length=120)
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    last_detail = models.CharField(max_length=300, blank=True, default="")
    last_request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "day", "route", "status", "code"],
                name="accounts_refusal_tally_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.day} {self.code} × {self.times}"
