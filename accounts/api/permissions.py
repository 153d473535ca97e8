"""What a client may call: the scope each view names for each method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api.authentication import caller

if TYPE_CHECKING:
    # DRF imports this module while it loads its views.
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """Views declare `required_scopes = {"GET": "stock:read"}`; a method not named is refused: no scope
    opens it, so none is asked for."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        principal = caller(request)
        if principal is None:
            return False
        method = str(request.method)
        needed = required_scope(view, method)
        if not needed and method not in view.allowed_methods:
            raise MethodNotAllowed(method)
        if needed and principal.has_scope(needed):
            return True
        raise PermissionDenied(
            f"This client lacks the scope {needed or 'for this method'}.", code="missing_scope"
        )


def required_scope(view: APIView, method: str) -> str:
    """The scope a view asks for; reading methods share that of GET."""
    scopes: dict[str, str] = getattr(view, "required_scopes", {})
    return scopes.get("GET" if method in {"HEAD", "OPTIONS"} else method, "")
