"""What people say about a subject; who is named, and who watches, hears of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from kernel.context import current
from workbench.models import Comment, Notification, Watch
from workbench.policies import check_comment, check_watch
from workbench.registry import registry
from workbench.services.notices import notify

MENTION = re.compile(r"(?<![\w.@])@([\w][\w.\-]{0,60})")
MOST_MENTIONS = 20


@transaction.atomic
def comment(
    *, subject_type: str, subject_id: str, text: str, actor: User | None, at: datetime
) -> Comment:
    """Say something about a subject the person sees, and tell who is named by @name.

    Only people who may see the subject are told; a name that is nobody's stays a word.

    Refuses, in this order: SubjectOutOfReach, RightMissing, CommentEmpty, CommentTooLong.
    """
    check_comment(subject_type, subject_id, text, actor=actor)
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    made = Comment.objects.create(
        subject_type=subject_type,
        subject_id=subject_id,
        text=said,
        author=actor,
        agent="" if actor else current().client or _("the system"),
        at=at,
    )
    named = people_named(said, subject_type=subject_type, subject_id=subject_id)
    made.mentions.set(named)
    record("workbench.comment.added", made, actor=actor, at=at, after={"about": subject_type})
    who = made.author or made.agent
    words = _("%(who)s mentioned you: %(text)s") % {"who": who, "text": said}
    url = registry.subject_url(subject_type, subject_id)
    for person in named:
        if person != actor:
            notify(user=person, text=words, url=url, kind=Notification.Kind.MENTION, at=at)
    watched = _("%(who)s said: %(text)s") % {"who": who, "text": said}
    tell_watchers(
        subject_type=subject_type,
        subject_id=subject_id,
        text=watched,
        at=at,
        but=[*([actor] if actor else []), *named],
    )
    return made


def people_named(text: str, *, subject_type: str, subject_id: str) -> list[User]:
    """The people behind @names who may see the subject: by the name without spaces, by the part of
    their address before the @, or by a first name only one of them has."""
    handles = list(dict.fromkeys(found.lower().rstrip(".") for found in MENTION.findall(text)))
    found: list[User] = []
    for handle in handles[:MOST_MENTIONS]:
        seen = [
            person
            for person in _called(handle)
            if registry.may_see(person, subject_type, subject_id)
        ]
        exact = [person for person in seen if handle in _handles(person)]
        found += exact or (seen if len(seen) == 1 else [])
    return list(dict.fromkeys(found))


def _called(handle: str) -> list[User]:
    first = re.split(r"[.\-_]", handle)[0]
    people = User.objects.filter(is_active=True)
    by_mail = people.filter(email__istartswith=f"{handle}@")
    by_name = people.filter(name__istartswith=first[:3])
    close = [one for one in by_name[:500] if handle in _handles(one) or handle == _first(one)]
    return list(dict.fromkeys([*by_mail, *close]))


def _handles(person: User) -> set[str]:
    plain = person.name.lower()
    return {person.email.split("@")[0].lower(), plain.replace(" ", ""), plain.replace(" ", ".")}


def _first(person: User) -> str:
    return person.name.lower().split(" ")[0]


@transaction.atomic
def watch(*, subject_type: str, subject_id: str, actor: User, at: datetime) -> Watch:
    """Hear what happens to a subject.

    Refuses, in this order: SubjectOutOfReach, AlreadyWatching.
    """
    check_watch(subject_type, subject_id, actor=actor)
    return Watch.objects.create(
        user=actor, subject_type=subject_type, subject_id=subject_id, since=at
    )


@transaction.atomic
def watch_many(
    *, subject_type: str, subject_ids: Collection[str], actor: User, at: datetime
) -> set[str]:
    """Hear what happens to many subjects, of which the caller knows that this person sees them.

    Refuses nothing; answers those that were not watched before.
    """
    about = {"user": actor, "subject_type": subject_type}
    known = Watch.objects.filter(**about, subject_id__in=subject_ids)
    new = set(subject_ids) - set(known.values_list("subject_id", flat=True))
    rows = [Watch(**about, subject_id=one, since=at) for one in sorted(new)]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
    return new


@transaction.atomic
def stop_watching(*, subject_type: str, subject_id: str, actor: User, at: datetime) -> None:
    """Hear no more of it.

    Refuses, in this order: SubjectOutOfReach, NotWatching.
    """
    check_watch(subject_type, subject_id, actor=actor, watching=True)
    Watch.objects.filter(user=actor, subject_type=subject_type, subject_id=subject_id).delete()


def tell_watchers(
    *, subject_type: str, subject_id: str, text: str, at: datetime, but: list[User] | None = None
) -> int:
    """One notification for everybody who watches a subject and may still see it; how many."""
    left_out = {person.pk for person in but or ()}
    watches = Watch.objects.filter(subject_type=subject_type, subject_id=subject_id)
    told = [
        one.user
        for one in watches.select_related("user")
        if one.user_id not in left_out and registry.may_see(one.user, subject_type, subject_id)
    ]
    url = registry.subject_url(subject_type, subject_id)
    for person in told:
        notify(user=person, text=text, url=url, kind=Notification.Kind.NOTICE, at=at)
    return len(told)
