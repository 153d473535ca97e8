"""People: sign-in by email, roles as groups, places as scope."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.models.place import Place
from accounts.roles import permissions_of


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(force_insert=True, using=self._db)
        return user

    def create_superuser(self, *args: Any, **fields: Any) -> User:
        """Rights come with roles alone."""
        raise NotImplementedError(
            "There are no superusers. Use: manage.py invite EMAIL NAME --role admin"
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. Without a place scope a person sees nothing."""

    class Theme(models.TextChoices):
        SYSTEM = "", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Density(models.TextChoices):
        COMPACT = "", "Compact"
        COMFORTABLE = "comfortable", "Comfortable"

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    theme = models.CharField(max_length=8, choices=Theme, blank=True, default="")
    density = models.CharField(max_length=12, choices=Density, blank=True, default="")
    single_key_shortcuts = models.BooleanField(default=True)
    scanner_gap_ms = models.PositiveSmallIntegerField(default=45)
    # Sessions begun before this moment are over.
    sessions_from = models.DateTimeField(null=True, blank=True)
    # Hashed; opens a shared store device, nothing else.
    pin = models.CharField(max_length=128, blank=True, default="")

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper()

    @cached_property
    def scope_paths(self) -> tuple[str, ...]:
        """The subtrees this person may see; read once per request."""
        if not self.is_active:
            return ()
        return tuple(self.place_scopes.values_list("place__path", flat=True))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Read once per request."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the roles of this person allow; read once per request."""
        return permissions_of(self.roles) if self.is_active else frozenset()

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def forget_rights(self) -> None:
        """After a change of roles or places: what was read is read again."""
        for name in ("roles", "permissions", "scope_paths"):
            self.__dict__.pop(name, None)


class PlaceScope(models.Model):
    """One subtree one person may see."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="place_scopes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="accounts_scope_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} sees {self.place}"


class Team(models.Model):
    """People who share queues."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
