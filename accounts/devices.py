"""The cookie by which a shared device knows itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import Device
from accounts.tokens import digest_of

A_YEAR = 365 * 24 * 60 * 60


def device_of(request: HttpRequest) -> Device | None:
    """The device a request comes from, while it is in use; read once per request."""
    if not hasattr(request, "_device"):
        secret = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        found = _find(secret) if secret else None
        request._device = found  # type: ignore[attr-defined]
    device: Device | None = request._device  # type: ignore[attr-defined]
    return device


def _find(secret: str) -> Device | None:
    known = Device.objects.select_related("place").filter(retired_at=None)
    return known.filter(digest=digest_of(secret)).first()


def remember_device(response: HttpResponse, secret: str) -> None:
    """Put the secret where no script reads it."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        secret,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_device(response: HttpResponse) -> None:
    response.delete_cookie(settings.DEVICE_COOKIE_NAME, samesite="Lax")
