"""What people say about a subject; who is named, and who watches, hears of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.services import Line, record_many
from kernel.context import current
from workbench.models import Comment, Notification, Watch
from workbench.policies import check_comment, check_comments, check_watch
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
    return _say(subject_type, [subject_id], text, actor=actor, at=at)[0]


@transaction.atomic
def comment_on_many(
    *,
    subject_type: str,
    subject_ids: Collection[str],
    text: str,
    actor: User | None,
    at: datetime,
) -> list[Comment]:
    """Say the same about many subjects, of which the caller knows that this person sees them.

    Refuses, in this order: RightMissing, CommentEmpty, CommentTooLong. Statements do not grow with
    the subjects, and whoever is named or watches hears one line for all of them.
    """
    check_comments(subject_type, text, actor=actor)
    return _say(subject_type, sorted(set(subject_ids)), text, actor=actor, at=at)


def _say(
    subject_type: str, subject_ids: list[str], text: str, *, actor: User | None, at: datetime
) -> list[Comment]:
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    agent = "" if actor else current().client or "Plumbline"
    made = Comment.objects.bulk_create(
        Comment(
            subject_type=subject_type, subject_id=one, text=said, author=actor, agent=agent, at=at
        )
        for one in subject_ids
    )
    named = people_named(said, subject_type=subject_type, subject_ids=subject_ids)
    mention = Comment.mentions.through
    mention.objects.bulk_create(
        mention(comment_id=one.pk, user_id=person.pk)
        for one in made
        for person in named[one.subject_id]
    )
    after = {"about": subject_type}
    lines = [Line("workbench.comment.added", one, after=after) for one in made]
    record_many(lines, actor=actor, at=at)
    _tell_of(made, named, actor=actor, at=at)
    return made


def _tell_of(
    made: list[Comment], named: dict[str, list[User]], *, actor: User | None, at: datetime
) -> None:
    """Whoever is named; then whoever watches and was not named. Nobody hears of what they said."""
    mentioned: dict[User, list[str]] = defaultdict(list)
    for subject_id, people in named.items():
        for person in people:
            mentioned[person].append(subject_id)
    about = {
        who_said: subject_ids for who_said, subject_ids in mentioned.items() if who_said != actor
    }
    for person, subject_ids in about.items():
        _tell_one(person, subject_ids, Notification.Kind.MENTION, made[0], at)
    watching = _watching(made[0].subject_type, [one.subject_id for one in made])
    for person, subject_ids in watching.items():
        unheard = [one for one in subject_ids if person not in named[one]]
        if unheard and person != actor:
            _tell_one(person, unheard, Notification.Kind.NOTICE, made[0], at)


def _tell_one(
    person: User, subject_ids: list[str], kind: Notification.Kind, said: Comment, at: datetime
) -> None:
    """One line, whatever the number of subjects; it leads to the first of them."""
    others = len(subject_ids) - 1
    if kind == Notification.Kind.MENTION:
        one = _("%(who)s mentioned you: %(text)s")
        more = ngettext(
            "%(who)s mentioned you, here and at %(n)s other: %(text)s",
            "%(who)s mentioned you, here and at %(n)s others: %(text)s",
            others,
        )
    else:
        one = _("%(who)s said: %(text)s")
        more = ngettext(
            "%(who)s said, here and at %(n)s other: %(text)s",
            "%(who)s said, here and at %(n)s others: %(text)s",
            others,
        )
    who = said.author or said.agent
    words = (more if others else one) % {"who": who, "n": f"{others:,}", "text": said.text}
    url = registry.subject_url(said.subject_type, subject_ids[0])
    notify(user=person, text=words, url=url, kind=kind, at=at)


def people_named(
    text: str, *, subject_type: str, subject_ids: Collection[str]
) -> dict[str, list[User]]:
    """The people behind @names, per subject those who may see it: by the name without spaces, by the
    part of their address before the @, or by a first name only one of them has."""
    handles = list(dict.fromkeys(found.lower().rstrip(".") for found in MENTION.findall(text)))
    found: dict[str, list[User]] = {one: [] for one in subject_ids}
    for handle in handles[:MOST_MENTIONS]:
        sight = {
            person: registry.seen_of(person, subject_type, subject_ids)
            for person in _called(handle)
        }
        for subject_id, people in found.items():
            seen = [person for person, ids in sight.items() if subject_id in ids]
            exact = [person for person in seen if handle in _handles(person)]
            people.extend(exact or (seen if len(seen) == 1 else []))
    return {one: list(dict.fromkeys(people)) for one, people in found.items()}


def names_of_nobody(said: Comment) -> list[str]:
    """The @names of a comment that told nobody: no person's, of somebody who may not see the subject, or
    of more than one."""
    told = list(said.mentions.all())
    names = dict.fromkeys(found.rstrip(".") for found in MENTION.findall(said.text))
    return [
        name
        for name in names
        if name[:1].isalpha()
        and not any(name.lower() in {_first(one), *_handles(one)} for one in told)
    ]


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
    watching = _watching(subject_type, [subject_id])
    told = [person for person in watching if person.pk not in left_out]
    url = registry.subject_url(subject_type, subject_id)
    for person in told:
        notify(user=person, text=text, url=url, kind=Notification.Kind.NOTICE, at=at)
    return len(told)


def _watching(subject_type: str, subject_ids: Collection[str]) -> dict[User, list[str]]:
    """Who watches which of these and may still see it."""
    watches = Watch.objects.filter(subject_type=subject_type, subject_id__in=subject_ids)
    watched: dict[User, list[str]] = defaultdict(list)
    for one in watches.select_related("user").order_by("pk"):
        watched[one.user].append(one.subject_id)
    seen = {person: registry.seen_of(person, subject_type, ids) for person, ids in watched.items()}
    kept = {person: [one for one in ids if one in seen[person]] for person, ids in watched.items()}
    return {person: ids for person, ids in kept.items() if ids}
