"""Secrets: how tokens and links are made, taken apart and compared. Pure."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

MARK = "plb"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once; only prefix, digest and the last four signs are kept."""

    text: str
    prefix: str
    digest: str
    last4: str


def new_token() -> NewToken:
    """256 random bits behind a public prefix: `plb_<prefix>_<secret>`."""
    prefix = secrets.token_hex(6)
    secret = new_secret()
    return NewToken(f"{MARK}_{prefix}_{secret}", prefix, digest_of(secret), secret[-4:])


def new_secret() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def taken_apart(text: str) -> tuple[str, str] | None:
    """Prefix and secret, or None for what never was a token of ours."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != MARK or len(parts[1]) != 12:
        return None
    return parts[1], parts[2]


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Compared in constant time."""
    return compare_digest(digest_of(secret), digest)
