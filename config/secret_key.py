"""The key that signs sessions: made once per machine, or given."""

import os
import secrets
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
    return env.text("PLUMBLINE_SECRET_KEY") or _kept(data_dir)


def _kept(data_dir: Path) -> str:
    file = data_dir / "secret_key"
    if file.exists():
        return file.read_text()
    with locked(data_dir):
        if not file.exists():
            draft = file.with_suffix(".new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as opened:
                opened.write(secrets.token_urlsafe(50))
            draft.replace(file)
        return file.read_text()
