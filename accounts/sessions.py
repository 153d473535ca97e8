"""Where sessions are kept: PostgreSQL is the truth, Redis answers faster while it is there."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django_redis.exceptions import ConnectionInterrupted


class SessionStore(CachedStore):
    """Without Redis people stay signed in: sessions are then read from their rows."""

    # Django finds the cache key of sessions by module; keep one name for both lives.
    cache_key_prefix = "accounts.sessions"

    def load(self) -> dict[str, Any]:
        try:
            return super().load()
        except ConnectionInterrupted:
            row = self._get_session_from_db()  # type: ignore[attr-defined]
            return self.decode(row.session_data) if row else {}

    def exists(self, session_key: str) -> bool:
        try:
            return super().exists(session_key)
        except ConnectionInterrupted:
            return bool(self.model.objects.filter(session_key=session_key).exists())

    def delete(self, session_key: str | None = None) -> None:
        try:
            super().delete(session_key)
        except ConnectionInterrupted:
            # The row went first; what Redis still holds fails the check of the sign-in.
            return
