"""Files, comments and watching of a subject, ready to be called: the same for every kind of subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.commands.ready import Ready, Room
from tests.factories import NOON
from workbench.services.comments import watch


def ready_talk(
    room: Room, word: str, made: Callable[[Any], Any], person: Callable[[Any], User]
) -> None:
    """`made` brings a subject about, `person` sees it and may add to it."""

    @room.ready(f"api-{word}-attachments")
    def attach(world):
        row = made(world)
        told = SimpleUploadedFile("seen.txt", b"Seven on the shelf.\n")
        body = {"on_behalf_of": person(world).email, "file": told}
        return Ready({"reference": row.reference}, body, row.version)

    @room.ready(f"api-{word}-comments")
    def comment(world):
        return Ready({"reference": made(world).reference}, {"text": "Looked at it."})

    @room.ready(f"api-{word}-watch")
    def hear(world):
        told = {"on_behalf_of": person(world).email}
        return Ready({"reference": made(world).reference}, told)

    @room.ready(f"api-{word}-unwatch")
    def hear_no_more(world):
        row, who = made(world), person(world)
        about = {"subject_type": row._meta.label_lower, "subject_id": str(row.pk)}
        watch(**about, actor=who, at=NOON)
        return Ready({"reference": row.reference}, {"on_behalf_of": who.email})
