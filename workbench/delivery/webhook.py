"""Signed calls, as Standard Webhooks describes them: webhook-id, webhook-timestamp, webhook-signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from datetime import datetime

from django.conf import settings

from workbench.delivery.addresses import Target, place_of, target_of
from workbench.delivery.errors import NotDelivered
from workbench.models import Outgoing

TIMEOUT_S = 15
READ_AT_MOST = 2048
GONE = 410


def call(message: Outgoing, *, at: datetime) -> None:
    """POST the payload, signed with the receiver's own secret. Raises NotDelivered.

    Any 2xx is taken; a redirect is a failure and never followed; 410 ends the trying.
    """
    target = target_of(message.address)
    body = json.dumps(message.payload, separators=(",", ":"), ensure_ascii=False).encode()
    status, after_s = _post(target, body, headers_of(message, body, target, at=at))
    if 200 <= status < 300:
        return
    raise NotDelivered(f"It answered {status}", later=status != GONE, after_s=after_s)


def headers_of(message: Outgoing, body: bytes, target: Target, *, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Plumbline",
        "webhook-id": str(message.key),
        "webhook-timestamp": stamp,
        "webhook-signature": signature(str(message.key), stamp, body, secret_of(target.origin)),
    }


def signature(key: str, stamp: str, body: bytes, secret: bytes) -> str:
    """HMAC-SHA256 over `id.timestamp.body`, base64, prefix v1."""
    made = hmac.new(secret, f"{key}.{stamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(made.digest()).decode()}"


def secret_of(origin: str) -> bytes:
    """Each receiver has its own secret, made from the installation's key: one leak is one receiver."""
    key = settings.WEBHOOK_KEY or settings.SECRET_KEY
    return hmac.new(key.encode(), f"webhook:{origin}".encode(), hashlib.sha256).digest()


def spelt_secret(origin: str) -> str:
    """The secret as receivers write it into their settings."""
    return "whsec_" + base64.b64encode(secret_of(origin)).decode()


def _post(target: Target, body: bytes, headers: dict[str, str]) -> tuple[int, int]:
    """Status and how many seconds the other side asks to wait."""
    line = _Line(target)
    try:
        line.request("POST", target.path, body=body, headers=headers)
        answer = line.getresponse()
        answer.read(READ_AT_MOST)
        wait = answer.headers.get("Retry-After", "")
        return answer.status, int(wait) if wait.isascii() and wait.isdecimal() else 0
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"{target.host} did not answer: {error}") from None
    finally:
        line.close()


class _Line(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name says a moment later."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_S)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((place_of(self.target), self.target.port), TIMEOUT_S)
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.target.host)
        else:
            self.sock = plain
