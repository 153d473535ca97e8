"""The keys that sign sessions and audit seals: made once per machine, or given."""

import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from config import env
from config.engines.record import locked


def given() -> str:
    """From the environment; a production machine has no other."""
    key = env.text("PLUMBLINE_SECRET_KEY")
    if not key:
        raise SystemExit("PLUMBLINE_SECRET_KEY is not set: production needs a key of its own.")
    return key


def given_or_made(data_dir: Path) -> str:
    """From the environment, else the one in the data folder, else a new one kept there."""
    return env.text("PLUMBLINE_SECRET_KEY") or kept(
        "secret_key", data_dir, make=lambda: secrets.token_urlsafe(50)
    )


def audit_key_given_or_made(data_dir: Path) -> str:
    """The key that signs audit seals, found in the same order: 32 bytes in base64."""
    return env.text("PLUMBLINE_AUDIT_KEY") or kept(
        "audit_key", data_dir, make=lambda: b64encode(secrets.token_bytes(32)).decode()
    )


def kept(name: str, data_dir: Path, *, make: Callable[[], str]) -> str:
    """The secret of this name in the data folder; made once, readable by its owner alone."""
    file = data_dir / name
    if file.exists():
        return file.read_text()
    with locked(data_dir):
        if not file.exists():
            draft = file.with_suffix(".new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as opened:
                opened.write(make())
            draft.replace(file)
        return file.read_text()
