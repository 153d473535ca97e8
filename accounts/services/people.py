"""People: invited, given roles and places, disabled and enabled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.errors import InvitationNotUsable
from accounts.locks import lock_person
from accounts.models import Invitation, Place, PlaceScope, RightsChange, SignIn, User
from accounts.policies import people as policies
from accounts.services.sessions import end_all_sessions
from accounts.tokens import digest_of, new_secret
from audit.services import record
from kernel.plain import clean_text

INVITATION_LIFE = timedelta(days=7)


@transaction.atomic
def invite_user(
    *,
    email: str,
    name: str,
    roles: Collection[str],
    places: Sequence[Place],
    actor: User | None,
    at: datetime,
) -> tuple[Invitation, str]:
    """Add a person who may come in by a link, good once; answers the link's secret.

    Refuses, in this order: RightMissing, EmailMissing, NoRoleChosen, UnknownRole, NoPlaceChosen,
    PlaceOutsideScope, EmailTaken.
    """
    email, name = email.strip().lower(), clean_text(name.strip(), longest=120)
    policies.check_invite_user(email=email, name=name, roles=roles, places=places, actor=actor)
    person = User.objects.create_user(email, None, name=name, is_active=False)
    _set_roles(person, roles)
    _set_places(person, places)
    _note_rights(person, RightsChange.Kind.ROLES, [], sorted(roles), actor=actor, at=at)
    _note_rights(person, RightsChange.Kind.PLACES, [], _codes(places), actor=actor, at=at)
    after = {"email": email, "roles": sorted(roles), "places": _codes(places)}
    record("accounts.user.invited", person, actor=actor, at=at, place=_home(places), after=after)
    return _new_link(person, actor=actor, at=at)


@transaction.atomic
def reinvite_user(*, user_id: int, actor: User | None, at: datetime) -> tuple[Invitation, str]:
    """Send a new link to somebody who has not come in yet; the old one stops working.

    Refuses, in this order: RightMissing, PersonOutsideScope, WholeNetworkNeeded, PersonAlreadyIn.
    """
    person = lock_person(user_id)
    policies.check_reinvite_user(person, actor=actor)
    person.invitations.filter(used_at=None).update(used_at=at)
    record("accounts.user.reinvited", person, actor=actor, at=at, place=home_of(person))
    return _new_link(person, actor=actor, at=at)


@transaction.atomic
def accept_invitation(*, secret: str, password: str, at: datetime) -> User:
    """Choose the first password by a link; uses the link up and opens the account.

    Refuses, in this order: InvitationNotUsable, PasswordTooWeak.
    """
    invitation = (
        Invitation.objects.select_for_update().open(at).filter(digest=digest_of(secret)).first()
    )
    if invitation is None:
        raise InvitationNotUsable()
    person = lock_person(invitation.person_id)
    policies.check_password(password, person)
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    record("accounts.user.came_in", person, actor=person, at=at, place=home_of(person))
    return person


@transaction.atomic
def change_roles(
    *, user_id: int, roles: Collection[str], actor: User | None, at: datetime, reason: str = ""
) -> User:
    """Set what a person may do; every session of theirs ends, so that it holds at once.

    Refuses, in this order: RightMissing, OwnRights, PersonOutsideScope, WholeNetworkNeeded,
    NoRoleChosen, UnknownRole, RightsUnchanged.
    """
    person = lock_person(user_id)
    policies.check_change_roles(person, roles=roles, actor=actor)
    before = sorted(person.roles)
    _set_roles(person, roles)
    end_all_sessions(person=person, why=SignIn.Why.RIGHTS, actor=actor, at=at)
    _note_rights(
        person, RightsChange.Kind.ROLES, before, sorted(roles), actor=actor, at=at, reason=reason
    )
    record(
        "accounts.user.roles_changed",
        person,
        actor=actor,
        at=at,
        place=home_of(person),
        before={"roles": before},
        after={"roles": sorted(roles)},
        reason=reason,
    )
    return person


@transaction.atomic
def change_places(
    *, user_id: int, places: Sequence[Place], actor: User | None, at: datetime, reason: str = ""
) -> User:
    """Set where a person may do it; every session of theirs ends, so that it holds at once.

    Refuses, in this order: RightMissing, OwnRights, PersonOutsideScope, WholeNetworkNeeded,
    NoPlaceChosen, PlaceOutsideScope, RightsUnchanged.
    """
    person = lock_person(user_id)
    policies.check_change_places(person, places=places, actor=actor)
    before = sorted(person.place_scopes.values_list("place__code", flat=True))
    _set_places(person, places)
    end_all_sessions(person=person, why=SignIn.Why.RIGHTS, actor=actor, at=at)
    _note_rights(
        person, RightsChange.Kind.PLACES, before, _codes(places), actor=actor, at=at, reason=reason
    )
    record(
        "accounts.user.places_changed",
        person,
        actor=actor,
        at=at,
        place=_home(places),
        before={"places": before},
        after={"places": _codes(places)},
        reason=reason,
    )
    return person


@transaction.atomic
def show_network(*, network: Place, to: User, at: datetime) -> None:
    """Let who made a network see it: nobody else covers it yet, who could. Refuses nothing.

    It is no change of one's own rights: it follows from the network, so nobody made it.
    """
    person = lock_person(to.pk)
    before = sorted(person.place_scopes.values_list("place__code", flat=True))
    PlaceScope.objects.create(user=person, place=network)
    to.forget_rights()
    after = sorted([*before, network.code])
    reason = f"They made the network {network.code}."
    _note_rights(person, RightsChange.Kind.PLACES, before, after, actor=None, at=at, reason=reason)
    record(
        "accounts.user.places_changed",
        person,
        actor=None,
        at=at,
        place=network,
        before={"places": before},
        after={"places": after},
        reason=reason,
    )


@transaction.atomic
def disable_user(*, user_id: int, actor: User | None, at: datetime, reason: str = "") -> User:
    """Shut a person out; their sessions and open links end now.

    Refuses, in this order: RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded,
    PersonDisabled.
    """
    person = lock_person(user_id)
    policies.check_disable_user(person, actor=actor)
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.invitations.filter(used_at=None).update(used_at=at)
    end_all_sessions(person=person, why=SignIn.Why.DISABLED, actor=actor, at=at)
    record(
        "accounts.user.disabled", person, actor=actor, at=at, place=home_of(person), reason=reason
    )
    return person


@transaction.atomic
def enable_user(*, user_id: int, actor: User | None, at: datetime, reason: str = "") -> User:
    """Let a disabled person in again, with the roles and places they had.

    Refuses, in this order: RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded,
    PersonNotDisabled.
    """
    person = lock_person(user_id)
    policies.check_enable_user(person, actor=actor)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(
        "accounts.user.enabled", person, actor=actor, at=at, place=home_of(person), reason=reason
    )
    return person


@transaction.atomic
def reset_second_factor(
    *, user_id: int, actor: User | None, at: datetime, reason: str = ""
) -> User:
    """Remove a lost authenticator and its recovery codes; the next sign-in sets up a new one.

    Refuses, in this order: RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded,
    NoSecondFactor.
    """
    person = lock_person(user_id)
    policies.check_reset_second_factor(person, actor=actor)
    Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person=person, why=SignIn.Why.SECOND_FACTOR, actor=actor, at=at)
    record(
        "accounts.user.second_factor_reset",
        person,
        actor=actor,
        at=at,
        place=home_of(person),
        reason=reason,
    )
    return person


@transaction.atomic
def change_password(*, person: User, password: str, at: datetime, keep: str = "") -> User:
    """Set a person's own new password; every session but the one to keep ends.

    Refuses PasswordTooWeak.
    """
    policies.check_password(password, person)
    lock_person(person.pk)
    person.set_password(password)
    person.save(update_fields=["password"])
    end_all_sessions(person=person, why=SignIn.Why.PASSWORD, actor=person, at=at, keep=keep)
    record("accounts.user.password_changed", person, actor=person, at=at, place=home_of(person))
    return person


def note_failed_sign_in(*, email: str, at: datetime) -> None:
    """Put a failed sign-in on the trail of the person it was for; nothing for unknown addresses."""
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is not None:
        record("accounts.session.refused", person, actor=None, at=at, place=home_of(person))


def note_second_factor(*, person: User, event: str, at: datetime) -> None:
    """Put what a person did to their own second factor on the trail; refuses nothing."""
    action = f"accounts.user.{event}"
    record(action, person, actor=person, at=at, place=home_of(person))


def home_of(person: User) -> Place | None:
    """The place that scopes who may read about a person: theirs, where they have exactly one."""
    return _home([scope.place for scope in person.place_scopes.select_related("place")])


def _home(places: Sequence[Place]) -> Place | None:
    return places[0] if len(places) == 1 else None


def _codes(places: Sequence[Place]) -> list[str]:
    return sorted(place.code for place in places)


def _set_roles(person: User, roles: Collection[str]) -> None:
    groups = [Group.objects.get_or_create(name=role)[0] for role in sorted(set(roles))]
    person.groups.set(groups)
    person.forget_rights()


def _set_places(person: User, places: Sequence[Place]) -> None:
    person.place_scopes.exclude(place__in=places).delete()
    wanted = [PlaceScope(user=person, place=place) for place in places]
    PlaceScope.objects.bulk_create(wanted, ignore_conflicts=True)
    person.forget_rights()


def _note_rights(
    person: User,
    kind: RightsChange.Kind,
    before: list[str],
    after: list[str],
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    words = clean_text(reason, longest=500)
    facts: dict[str, Any] = {"before": before, "after": after, "reason": words}
    RightsChange.objects.create(person=person, changed_by=actor, changed_at=at, kind=kind, **facts)


def _new_link(person: User, *, actor: User | None, at: datetime) -> tuple[Invitation, str]:
    secret = new_secret()
    invitation = Invitation.objects.create(
        person=person,
        digest=digest_of(secret),
        invited_at=at,
        invited_by=actor,
        expires_at=at + INVITATION_LIFE,
    )
    return invitation, secret
