"""Who may do what to people, and when. Checks raise or return nothing."""

from collections.abc import Collection, Sequence

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import errors
from accounts.models import Place, User
from accounts.policies.base import (
    check_places_in_scope,
    check_right,
    check_sees_everything,
    covers,
)
from accounts.roles import ROLES
from kernel.errors import NotAllowed


def check_reaches_person(person: User, *, actor: User | None) -> None:
    """All the person sees must be the actor's too. Refuses RightMissing, PersonOutsideScope,
    WholeNetworkNeeded."""
    check_right(actor, "users.manage")
    if actor is None:
        return
    if not all(covers(actor, path) for path in person_paths(person)):
        raise errors.PersonOutsideScope(person=person.name)
    if not person_paths(person):
        check_sees_everything(actor)


def person_paths(person: User) -> list[str]:
    """Where a person's places are, also while the account is disabled."""
    return list(person.place_scopes.values_list("place__path", flat=True))


def check_roles(roles: Collection[str]) -> None:
    """Refuses NoRoleChosen, UnknownRole."""
    if not roles:
        raise errors.NoRoleChosen()
    for role in roles:
        if role not in ROLES:
            raise errors.UnknownRole(role=role)


def check_places(places: Sequence[Place], *, actor: User | None) -> None:
    """Refuses NoPlaceChosen, PlaceOutsideScope."""
    if not places:
        raise errors.NoPlaceChosen()
    check_places_in_scope(actor, places)


def check_invite_user(
    *,
    email: str,
    name: str,
    roles: Collection[str],
    places: Sequence[Place],
    actor: User | None,
) -> None:
    """Refuses RightMissing, EmailMissing, NoRoleChosen, UnknownRole, NoPlaceChosen,
    PlaceOutsideScope, EmailTaken."""
    check_right(actor, "users.manage")
    if not name or "@" not in email:
        raise errors.EmailMissing()
    check_roles(roles)
    check_places(places, actor=actor)
    if User.objects.filter(email__iexact=email).exists():
        raise errors.EmailTaken(email=email)


def check_reinvite_user(person: User, *, actor: User | None) -> None:
    """Refuses RightMissing, PersonOutsideScope, WholeNetworkNeeded, PersonAlreadyIn."""
    check_reaches_person(person, actor=actor)
    if person.has_usable_password():
        raise errors.PersonAlreadyIn(person=person.name)


def check_not_self(person: User, *, actor: User | None, refusal: type[NotAllowed]) -> None:
    if actor is not None and actor.pk == person.pk:
        raise refusal()


def check_change_roles(person: User, *, roles: Collection[str], actor: User | None) -> None:
    """Refuses RightMissing, OwnRights, PersonOutsideScope, WholeNetworkNeeded, NoRoleChosen,
    UnknownRole, RightsUnchanged."""
    check_right(actor, "users.manage")
    check_not_self(person, actor=actor, refusal=errors.OwnRights)
    check_reaches_person(person, actor=actor)
    check_roles(roles)
    if set(roles) == person.roles:
        raise errors.RightsUnchanged(person=person.name)


def check_change_places(person: User, *, places: Sequence[Place], actor: User | None) -> None:
    """Refuses RightMissing, OwnRights, PersonOutsideScope, WholeNetworkNeeded, NoPlaceChosen,
    PlaceOutsideScope, RightsUnchanged."""
    check_right(actor, "users.manage")
    check_not_self(person, actor=actor, refusal=errors.OwnRights)
    check_reaches_person(person, actor=actor)
    check_places(places, actor=actor)
    if {place.path for place in places} == set(person_paths(person)):
        raise errors.RightsUnchanged(person=person.name)


def check_disable_user(person: User, *, actor: User | None) -> None:
    """Refuses RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded, PersonDisabled."""
    check_right(actor, "users.manage")
    check_not_self(person, actor=actor, refusal=errors.OwnAccount)
    check_reaches_person(person, actor=actor)
    invited = person.invitations.filter(used_at=None).exists()
    if not person.is_active and not invited:
        raise errors.PersonDisabled(person=person.name)


def check_enable_user(person: User, *, actor: User | None) -> None:
    """Refuses RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded, PersonNotDisabled."""
    check_right(actor, "users.manage")
    check_not_self(person, actor=actor, refusal=errors.OwnAccount)
    check_reaches_person(person, actor=actor)
    if person.is_active:
        raise errors.PersonNotDisabled(person=person.name)


def check_reset_second_factor(person: User, *, actor: User | None) -> None:
    """Refuses RightMissing, OwnAccount, PersonOutsideScope, WholeNetworkNeeded, NoSecondFactor."""
    check_right(actor, "users.manage")
    check_not_self(person, actor=actor, refusal=errors.OwnAccount)
    check_reaches_person(person, actor=actor)
    if not Authenticator.objects.filter(user=person).exists():
        raise errors.NoSecondFactor(person=person.name)


def check_password(password: str, person: User) -> None:
    """Refuses PasswordTooWeak with every reason."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise errors.PasswordTooWeak(reasons=" ".join(error.messages)) from error


def check_preferences(*, name: str, theme: str, density: str, gap_ms: int) -> None:
    """Refuses PreferenceInvalid."""
    if not name:
        raise errors.PreferenceInvalid(reason="your name is missing.")
    if theme not in User.Theme.values or density not in User.Density.values:
        raise errors.PreferenceInvalid(reason="choose one of the looks offered.")
    if not 20 <= gap_ms <= 200:
        raise errors.PreferenceInvalid(reason="the scanner gap must be 20 to 200 ms.")
