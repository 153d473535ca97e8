"""Who may open a view: signed in, and with the permission. Deny by default.

Works for pages and for htmx fragments, and shows what commands refuse. A view guarded here carries
its permission as an attribute, so that a test can walk all of them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from accounts.models import User
from accounts.roles import label_of, roles_with
from kernel.decorators import answers_refusals

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def requires(permission: str) -> Callable[[View], View]:
    """Open to people whose roles carry the permission.

    Anonymous people are led to the sign-in and come back; others read which right is missing.
    """
    return _guard(permission, lambda user: user.may(permission))


def requires_any(*permissions: str) -> Callable[[View], View]:
    """Open to people who hold at least one of the permissions."""
    return _guard(permissions[0], lambda user: any(user.may(name) for name in permissions))


def signed_in(view: View) -> View:
    """Open to everybody who is signed in: pages about oneself."""
    return _guard("", lambda user: True)(view)


def _guard(permission: str, allowed: Callable[[User], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        answering = answers_refusals(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # A call with a client's token comes here without the session's layers.
            user = getattr(request, "user", None)
            if not isinstance(user, User):
                return to_sign_in(request)
            if not allowed(user):
                return no_permission(request, permission)
            return answering(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def to_sign_in(request: HttpRequest, why: str = "") -> HttpResponse:
    """The sign-in page, which leads back here. A fragment makes the whole page go there."""
    asked = {"next": page_of(request)} | ({"why": why} if why else {})
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked)}"
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def page_of(request: HttpRequest) -> str:
    """The address of the page that is open: of a fragment, the page around it."""
    if not is_fragment(request):
        return request.get_full_path() if request.method == "GET" else "/"
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{here.path}?{here.query}" if here.query else here.path or "/"


def no_permission(request: HttpRequest, permission: str) -> HttpResponse:
    """The no-permission state: the missing right and who holds it, as page or as fragment."""
    template = "accounts/_no_permission.html" if is_fragment(request) else "403.html"
    context = {"right": label_of(permission), "roles": roles_with(permission)}
    return render(request, template, context, status=403)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of a page; boosted links ask for whole ones."""
    return (
        request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    )
