"""Files, comments and watching of one subject, as its page shows them.

    context["talk"] = talk_of(user, "exceptions.case", str(case.pk))

The template says `{% attachments talk %}`, `{% comments talk %}`, `{% watch talk %}`.
"""

from __future__ import annotations

import re
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from accounts.models import User
from workbench.models import Attachment, Comment, Watch
from workbench.registry import registry
from workbench.services.comments import MENTION

NEWEST = 200


def talk_of(
    user: User, subject_type: str, subject_id: str, *, may_add: bool | None = None
) -> dict[str, Any]:
    """What is there, for who may see the subject; three queries, one more where the page does not say
    itself whether the person sees it."""
    about = {"subject_type": subject_type, "subject_id": subject_id}
    files = Attachment.objects.filter(**about).select_related("file", "added_by")
    return {
        "subject": {"type": subject_type, "id": subject_id},
        "files": [_file(one) for one in files],
        "comments": [_comment(one, user) for one in comments_of(subject_type, subject_id)],
        "watching": Watch.objects.filter(user=user, **about).exists(),
        "may_add": may_add if may_add is not None else _sees(user, subject_type, subject_id),
    }


def comments_of(subject_type: str, subject_id: str) -> list[Comment]:
    """The newest comments, in the order they were said; the caller has asked who may read them."""
    about = {"subject_type": subject_type, "subject_id": subject_id}
    said = Comment.objects.filter(**about).select_related("author").order_by("-id")[:NEWEST]
    return list(reversed(said))


def _sees(user: User, subject_type: str, subject_id: str) -> bool:
    return registry.may_add(user, subject_type) and registry.may_see(user, subject_type, subject_id)


def _file(one: Attachment) -> dict[str, Any]:
    small = reverse("workbench:attachment-small", args=[one.pk]) if one.is_picture else ""
    return {
        "name": one.file.name,
        "size": filesizeformat(one.file.size),
        "url": reverse("workbench:attachment", args=[one.pk]),
        "small": small,
        "at": one.added_at,
        "who": one.added_by,
    }


def _comment(one: Comment, user: User) -> dict[str, Any]:
    parts, at = [], 0
    for found in re.finditer(MENTION, one.text):
        parts.append({"text": one.text[at : found.start()], "person": False})
        parts.append({"text": found[0], "person": True})
        at = found.end()
    parts.append({"text": one.text[at:], "person": False})
    return {
        "who": one.author or one.agent,
        "mine": one.author_id == user.pk,
        "at": one.at,
        "parts": parts,
    }
