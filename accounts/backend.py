"""The person of a session, with rights and places, in one question instead of three."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import PlaceScope, User

HELD = Group.objects.filter(user=OuterRef("pk")).values("name")
PATHS = PlaceScope.objects.filter(user=OuterRef("pk")).values("place__path")


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Asked once per request, by the session's layer; what it read counts for this request."""
        asked = User.objects.annotate(_held=ArraySubquery(HELD), _paths=ArraySubquery(PATHS))
        user = asked.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.__dict__["roles"] = frozenset(user._held)
        user.__dict__["scope_paths"] = tuple(user._paths)
        return user
