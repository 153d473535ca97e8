"""Which addresses of other systems may be called: none of our own network, none by a redirect.

The name is resolved once, every answer is looked at, and the connection goes to the very address that
was looked at; a name that changes its answer in between gains nothing.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from workbench.delivery.errors import NotDelivered
from workbench.errors import AddressNotAllowed


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


def target_of(address: str) -> Target:
    """The address as it may be called.

    Refuses AddressNotAllowed.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port or (80 if parts.scheme == "http" else 443)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise AddressNotAllowed(fault="it cannot be read as an address") from None
    _check_form(parts.scheme, host, bool(parts.username or parts.password), address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def _check_form(scheme: str, host: str, with_password: bool, address: str) -> None:
    if scheme != "https" and not (scheme == "http" and settings.WEBHOOK_ALLOW_HTTP):
        raise AddressNotAllowed(fault="it must begin with https://")
    if not host or with_password or any(char.isspace() or ord(char) < 32 for char in address):
        raise AddressNotAllowed(fault="it must name a host, without a name and password in it")
    literal = _literal(host)
    if literal is not None and not allowed(literal):
        raise AddressNotAllowed(fault="it lies in a private network")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def place_of(target: Target) -> str:
    """The numeric address to connect to. Raises NotDelivered when one of its answers is private."""
    try:
        answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered(f"{target.host} was not found: {error}") from None
    found = [ip_address(str(answer[4][0]).split("%")[0]) for answer in answers]
    if not found or not all(allowed(one) for one in found):
        raise NotDelivered(f"{target.host} lies in a private network", later=False)
    return str(found[0])


def allowed(address: IPv4Address | IPv6Address) -> bool:
    """Public addresses only, unless the installation says otherwise."""
    if settings.WEBHOOK_ALLOW_PRIVATE:
        return True
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(address.is_global and inner.is_global and not inner.is_multicast)
