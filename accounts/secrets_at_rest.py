"""Secrets that must be read again, such as the key of an authenticator: sealed in the database.

AES-256-GCM, a fresh nonce each time, the purpose as associated data, so that a value moved to
another use does not open. The key comes from PLUMBLINE_FIELD_KEY, else from the secret key.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from os import urandom

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
MARK = "v1."


def seal(text: str, *, purpose: str) -> str:
    nonce = urandom(NONCE)
    sealed = AESGCM(_key(_material())).encrypt(nonce, text.encode(), purpose.encode())
    return MARK + urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises cryptography's InvalidTag for what was changed, moved or sealed with another key."""
    raw = urlsafe_b64decode(sealed.removeprefix(MARK))
    return AESGCM(_key(_material())).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()).decode()


def _material() -> str:
    return str(settings.FIELD_KEY or settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _key(material: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"plumbline fields")
    return derive.derive(material.encode())
