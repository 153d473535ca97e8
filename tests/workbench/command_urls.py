"""A command of its own, so that the door is tested without what lies behind it."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from kernel.errors import Conflict
from workbench.api.commands import Call, CommandEndpoint
from workbench.models import Notification


class NameIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40)


class Stale(Conflict):
    """It was changed meanwhile."""


class Keep(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "stock:read"}
    serializer = NameIn
    success = 201

    def there(self, principal: ClientPrincipal, **names: Any) -> User:
        return get_object_or_404(User, pk=names["user"], is_active=True)

    def act(self, call: Call, **names: Any) -> Notification:
        if call.version not in (None, 1):
            raise Stale
        return Notification.objects.create(
            user_id=names["user"], kind="job", text=call.content["name"], at=call.at
        )

    def shown(self, done: Notification) -> dict[str, Any]:
        return {"id": done.pk, "name": done.text}

    def version_of(self, done: Notification) -> int:
        return 1


urlpatterns = [path("api/v1/people/<int:user>/keep/", Keep.as_view())]
