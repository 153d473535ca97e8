"""Who may end a session, and who may use a PIN."""

import re

from accounts import errors
from accounts.models import Device, Place, SignIn, User
from accounts.policies.base import check_place_in_scope, check_right, covers
from accounts.policies.people import check_reaches_person
from accounts.roles import SECOND_FACTOR

PIN = re.compile(r"[0-9]{6,8}")
DIGITS_UP = "01234567890123456789"
DIGITS_DOWN = DIGITS_UP[::-1]


def check_end_session(sign_in: SignIn, *, actor: User) -> None:
    """One's own, or one of a person the actor manages. Refuses NotYourSession,
    PersonOutsideScope, WholeNetworkNeeded, SessionEnded."""
    if sign_in.person_id != actor.pk:
        if not actor.may("users.manage"):
            raise errors.NotYourSession()
        check_reaches_person(sign_in.person, actor=actor)
    if sign_in.ended_at:
        raise errors.SessionEnded()


def check_set_pin(person: User, pin: str) -> None:
    """Refuses PinNotForRole, PinMalformed."""
    if person.roles & SECOND_FACTOR:
        raise errors.PinNotForRole()
    simple = len(set(pin)) == 1 or pin in DIGITS_UP or pin in DIGITS_DOWN
    if not PIN.fullmatch(pin) or simple:
        raise errors.PinMalformed()


def may_use_pin(person: User, device: Device) -> bool:
    """Whether a person may take over this device by PIN."""
    return bool(
        person.is_active
        and person.pin
        and not person.roles & SECOND_FACTOR
        and covers(person, device.place.path)
    )


def check_register_device(*, name: str, place: Place, lock_after_minutes: int, actor: User) -> None:
    """Refuses RightMissing, PlaceOutsideScope, DeviceNameMissing, DeviceLockOutOfRange,
    DeviceNameTaken."""
    check_right(actor, "devices.manage")
    check_place_in_scope(actor, place)
    if not name:
        raise errors.DeviceNameMissing()
    if not 1 <= lock_after_minutes <= 30:
        raise errors.DeviceLockOutOfRange()
    if Device.objects.filter(place=place, name=name, retired_at=None).exists():
        raise errors.DeviceNameTaken(place=place.code, name=name)


def check_retire_device(device: Device, *, actor: User) -> None:
    """Refuses RightMissing, PlaceOutsideScope, DeviceRetired."""
    check_right(actor, "devices.manage")
    check_place_in_scope(actor, device.place)
    if device.retired_at:
        raise errors.DeviceRetired()
