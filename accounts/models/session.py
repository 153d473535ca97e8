"""Sessions of people, the devices stores share, and the links that invite."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.place import Place


class Device(models.Model):
    """A browser that the people of one place share; it knows itself by a secret cookie."""

    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="devices")
    # SHA-256 of the secret in the cookie.
    digest = models.CharField(max_length=64, unique=True)
    # Without a touch for so long it shows the lock page.
    lock_after_minutes = models.PositiveSmallIntegerField(default=3)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=Q(retired_at=None),
                name="accounts_device_name_once",
            ),
            models.CheckConstraint(
                condition=Q(lock_after_minutes__gte=1) & Q(lock_after_minutes__lte=30),
                name="accounts_device_lock_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}"


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self) -> SignInQuerySet:
        return self.filter(ended_at=None)

    def of_device(self, device: Device) -> SignInQuerySet:
        return self.filter(device=device)


class SignIn(models.Model):
    """One session of one person, from where and by which means, until it ended and why."""

    class Means(models.TextChoices):
        PASSWORD = "password", _("Password")
        CODE = "code", _("Password and code")
        PIN = "pin", _("PIN on a shared device")
        OTHER = "other", _("Other")

    class Why(models.TextChoices):
        SIGNED_OUT = "signed_out", _("Signed out")
        IDLE = "idle", _("Not used for too long")
        TOO_OLD = "too_old", _("Longest time reached")
        ENDED = "ended", _("Ended by hand")
        RIGHTS = "rights", _("Roles or places changed")
        DISABLED = "disabled", _("Account disabled")
        PASSWORD = "password", _("Password changed")
        SECOND_FACTOR = "second_factor", _("Second factor reset")
        SWITCHED = "switched", _("Somebody else took the device")
        DEVICE = "device", _("Device retired")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins"
    )
    session_key = models.CharField(max_length=40, unique=True)
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ins"
    )
    means = models.CharField(max_length=10, choices=Means)
    began_at = models.DateTimeField()
    # Kept to the minute.
    seen_at = models.DateTimeField()
    ip = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=14, choices=Why, blank=True, default="")

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        indexes = [
            models.Index(fields=["person", "-began_at"], name="accounts_signin_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} since {self.began_at:%Y-%m-%d %H:%M}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> InvitationQuerySet:
        return self.filter(used_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A link, good once and for a while, with which a person chooses a password."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField()
    # Used up: by the person, or because a newer link was sent.
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at=None),
                name="accounts_invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.expires_at:%Y-%m-%d}"
