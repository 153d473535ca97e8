"""The key that signs seals, and the keys whose signatures count."""

import base64
import binascii
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from audit.errors import SealKeyMissing, SealKeyUnreadable


@dataclass(frozen=True, slots=True)
class Signer:
    key_id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def signer() -> Signer:
    """The signing key of this installation.

    Refuses: SealKeyMissing, SealKeyUnreadable.
    """
    if not settings.AUDIT_KEY:
        raise SealKeyMissing
    return _signer(settings.AUDIT_KEY)


def new_pair() -> tuple[str, str]:
    """A new signing key and its public half, as they are written into the environment."""
    private = Ed25519PrivateKey.generate()
    halves = (private.private_bytes_raw(), _raw(private.public_key()))
    return base64.b64encode(halves[0]).decode(), base64.b64encode(halves[1]).decode()


def trusted() -> dict[str, Ed25519PublicKey]:
    """Public keys by id whose signatures count: this installation's and those it had before."""
    keys = [_public(text) for text in settings.AUDIT_TRUSTED_KEYS]
    if settings.AUDIT_KEY:
        keys.append(signer().private.public_key())
    return {key_id(key): key for key in keys}


def key_id(public: Ed25519PublicKey) -> str:
    """A short name of a public key."""
    return sha256(_raw(public)).hexdigest()[:16]


def is_signed(public: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        public.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@cache
def _signer(text: str) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(_bytes(text))
    return Signer(key_id(private.public_key()), private)


def _public(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_bytes(text))


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealKeyUnreadable from error
    if len(raw) != 32:
        raise SealKeyUnreadable
    return raw


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
