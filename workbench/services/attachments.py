"""Files at a subject: looked at by their content, pictures drawn anew, never taken away."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from workbench.contents import kind_of_content, redrawn_if_picture
from workbench.locks import lock_subject
from workbench.models import Attachment
from workbench.policies import check_attach, check_subject_as_seen
from workbench.services.files import clean_name, keep_file

# Evidence outlives the papers it belongs to.
KEEP_FOR = timedelta(days=3653)


@transaction.atomic
def attach(
    *,
    subject_type: str,
    subject_id: str,
    upload: File[bytes],
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Attachment:
    """Add a file to a subject the person sees; with a `version`, as it was seen.

    Refuses, in this order: ChangedMeanwhile, SubjectOutOfReach, RightMissing, TooManyFiles, FileEmpty,
    FileTooLarge, FileKindRefused, FileLies.
    """
    if version is not None:
        check_subject_as_seen(lock_subject(subject_type, subject_id), version)
    check_attach(subject_type, subject_id, upload, actor=actor)
    name = clean_name(upload.name or "")
    kind = kind_of_content(upload, name)
    content = redrawn_if_picture(upload, kind)
    stored = keep_file(
        name=name,
        content=ContentFile(content, name=name) if content is not None else upload,
        actor=actor,
        at=at,
        keep_for=KEEP_FOR,
    )
    made = Attachment.objects.create(
        subject_type=subject_type,
        subject_id=subject_id,
        file=stored,
        is_picture=content is not None,
        added_by=actor,
        added_at=at,
    )
    after = {"name": stored.name, "about": subject_type, "sha256": stored.sha256}
    record("workbench.attachment.added", made, actor=actor, at=at, after=after)
    return made


def bytes_of(attachment: Attachment) -> io.BytesIO:
    """The content of a kept file."""
    with attachment.file.file.open("rb") as kept:
        return io.BytesIO(kept.read())
