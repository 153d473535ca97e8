"""Keep files for a time, and remove them when it is over."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from accounts.models import User
from audit.services import record
from workbench.models import StoredFile

KEEP_FOR = timedelta(days=7)
CHUNK = 1 << 20


def keep_file(
    *,
    name: str,
    content: File[bytes],
    actor: User | None,
    at: datetime,
    keep_for: timedelta = KEEP_FOR,
) -> StoredFile:
    """Store a file under a name of its own until it expires."""
    digest = hashlib.sha256()
    for chunk in content.chunks(CHUNK):
        digest.update(chunk)
    content.seek(0)
    name = clean_name(name)
    return StoredFile.objects.create(
        token=uuid4(),
        name=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=content.size,
        sha256=digest.hexdigest(),
        file=File(content, name=name),
        created_by=actor,
        created_at=at,
        expires_at=at + keep_for,
    )


def clean_name(name: str) -> str:
    """The last part of a path of any system, printable, at most 160 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[-160:] or "file"


def expire_files(*, at: datetime, limit: int = 200) -> int:
    """Remove files that are past their time from the storage; their rows stay."""
    removed = 0
    for _ in range(limit):
        if not _expire_one(at):
            break
        removed += 1
    return removed


@transaction.atomic
def _expire_one(at: datetime) -> bool:
    due = StoredFile.objects.filter(removed_at__isnull=True, expires_at__lte=at)
    stored = due.select_for_update(skip_locked=True).order_by("expires_at").first()
    if stored is None:
        return False
    stored.file.storage.delete(str(stored.file.name))
    stored.removed_at = at
    stored.save(update_fields=["removed_at"])
    record("workbench.file.expired", stored, actor=None, at=at, agent="system:files")
    return True
