"""Sessions: begun, ended, listed; PINs and the devices that stores share."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts import errors, limits
from accounts.locks import lock_device, lock_person, lock_sign_in
from accounts.models import Device, Place, SignIn, User
from accounts.policies import sessions as policies
from accounts.tokens import digest_of, new_secret
from audit.services import record
from kernel.plain import clean_text


@transaction.atomic
def begin_session(
    *,
    person: User,
    session_key: str,
    means: SignIn.Means,
    at: datetime,
    device: Device | None = None,
    ip: str = "",
    agent: str = "",
) -> SignIn:
    """Note that a person came in, from where and by which means; refuses nothing."""
    sign_in = SignIn.objects.create(
        person=person,
        session_key=session_key,
        device=device,
        means=means,
        began_at=at,
        seen_at=at,
        ip=ip[:45],
        agent=agent[:200],
    )
    after = {"means": means, "device": str(device) if device else ""}
    record(
        "accounts.session.begun",
        person,
        actor=person,
        at=at,
        place=device.place if device else None,
        after=after,
    )
    return sign_in


@transaction.atomic
def end_session(
    *, sign_in_id: int, actor: User, at: datetime, why: SignIn.Why = SignIn.Why.ENDED
) -> SignIn:
    """End one session: the next click in it leads to the sign-in.

    Refuses, in this order: NotYourSession, PersonOutsideScope, WholeNetworkNeeded, SessionEnded.
    """
    sign_in = lock_sign_in(sign_in_id)
    policies.check_end_session(sign_in, actor=actor)
    _end(sign_in, why=why, at=at)
    record(
        "accounts.session.ended",
        sign_in.person,
        actor=actor,
        at=at,
        place=sign_in.device.place if sign_in.device else None,
        before={"began_at": sign_in.began_at.isoformat(), "ip": sign_in.ip},
        reason=str(why.label),
    )
    return sign_in


@transaction.atomic
def close_session(*, sign_in_id: int, why: SignIn.Why, at: datetime) -> None:
    """Note that a session is over: signed out, idle, too old, or taken over. Refuses nothing."""
    sign_in = SignIn.objects.open().select_for_update().filter(pk=sign_in_id).first()
    if sign_in is None:
        return
    _end(sign_in, why=why, at=at)
    record(
        "accounts.session.ended",
        sign_in.person,
        actor=sign_in.person,
        at=at,
        reason=str(why.label),
    )


@transaction.atomic
def note_unlocked(*, sign_in_id: int, session_key: str, at: datetime) -> None:
    """Note that the same person took a locked device again, under a new key. Refuses nothing."""
    sign_in = SignIn.objects.open().select_for_update().get(pk=sign_in_id)
    sign_in.session_key, sign_in.seen_at = session_key, at
    sign_in.save(update_fields=["session_key", "seen_at"])
    record(
        "accounts.session.unlocked",
        sign_in.person,
        actor=sign_in.person,
        at=at,
        place=sign_in.device.place if sign_in.device else None,
    )


def see_session(*, sign_in_id: int, session_key: str, at: datetime, ip: str) -> None:
    """Note that a session is in use, to the minute; no trail. Refuses nothing."""
    SignIn.objects.open().filter(pk=sign_in_id).update(
        seen_at=at, session_key=session_key, ip=ip[:45]
    )


@transaction.atomic
def end_all_sessions(
    *, person: User, why: SignIn.Why, actor: User | None, at: datetime, keep: str = ""
) -> int:
    """End every session of a person, but for the key to keep; answers how many. Refuses nothing.

    Whatever was begun before now is over also where no row knows of it.
    """
    ended = list(
        person.sign_ins.open().exclude(session_key=keep).order_by("pk").select_for_update()
    )
    for sign_in in ended:
        _end(sign_in, why=why, at=at)
    if not keep:
        person.sessions_from = at
        person.save(update_fields=["sessions_from"])
    if ended:
        record(
            "accounts.session.all_ended",
            person,
            actor=actor,
            at=at,
            after={"sessions": len(ended)},
            reason=str(why.label),
        )
    return len(ended)


@transaction.atomic
def set_pin(*, person: User, pin: str, at: datetime) -> User:
    """Choose the PIN with which this person takes over a shared store device.

    Refuses, in this order: PinNotForRole, PinMalformed.
    """
    person = lock_person(person.pk)
    policies.check_set_pin(person, pin)
    person.pin = make_password(pin)
    person.save(update_fields=["pin"])
    record("accounts.user.pin_set", person, actor=person, at=at)
    return person


@transaction.atomic
def remove_pin(*, person: User, at: datetime) -> User:
    """Take the PIN away; shared devices then ask for the password. Refuses PinMissing."""
    person = lock_person(person.pk)
    if not person.pin:
        raise errors.PinMissing()
    person.pin = ""
    person.save(update_fields=["pin"])
    record("accounts.user.pin_removed", person, actor=person, at=at)
    return person


def prove_pin(*, person: User, device: Device, pin: str, at: datetime) -> None:
    """Check a PIN typed on a shared device, counting wrong ones per person and device.

    Refuses, in this order: PinLocked, WrongPin. Wrong ones are on the trail.
    """
    key = f"{person.pk}:{device.pk}"
    attempt = limits.PIN.take(key)
    if attempt.locked:
        raise errors.PinLocked(person=person.name, minutes=limits.PIN.minutes)
    known = person.pin if policies.may_use_pin(person, device) else make_password(None)
    if check_password(pin, known):
        limits.PIN.forget(key)
        return
    after = {"device": str(device)}
    record(
        "accounts.session.pin_refused", person, actor=None, at=at, place=device.place, after=after
    )
    raise errors.WrongPin(left=attempt.sentence)


@transaction.atomic
def register_device(
    *,
    name: str,
    place: Place,
    lock_after_minutes: int,
    actor: User,
    at: datetime,
    sign_in_id: int | None = None,
) -> tuple[Device, str]:
    """Make this browser a shared device of a place; answers the secret for its cookie.

    The session it was registered in is the first on it, and ends with it.

    Refuses, in this order: RightMissing, PlaceOutsideScope, DeviceNameMissing,
    DeviceLockOutOfRange, DeviceNameTaken.
    """
    name = clean_text(name.strip(), longest=80)
    policies.check_register_device(
        name=name, place=place, lock_after_minutes=lock_after_minutes, actor=actor
    )
    secret = new_secret()
    device = Device.objects.create(
        name=name,
        place=place,
        digest=digest_of(secret),
        lock_after_minutes=lock_after_minutes,
        registered_at=at,
        registered_by=actor,
    )
    if sign_in_id is not None:
        actor.sign_ins.open().filter(pk=sign_in_id).update(device=device)
    after = {"name": name, "place": place.code, "lock_after_minutes": lock_after_minutes}
    record("accounts.device.registered", device, actor=actor, at=at, place=place, after=after)
    return device, secret


@transaction.atomic
def retire_device(*, device_id: int, actor: User, at: datetime) -> Device:
    """Stop sharing a device; whoever is in on it is signed out.

    Refuses, in this order: RightMissing, PlaceOutsideScope, DeviceRetired.
    """
    device = lock_device(device_id)
    policies.check_retire_device(device, actor=actor)
    device.retired_at = at
    device.save(update_fields=["retired_at"])
    for sign_in in device.sign_ins.open().order_by("pk").select_for_update():
        _end(sign_in, why=SignIn.Why.DEVICE, at=at)
    record("accounts.device.retired", device, actor=actor, at=at, place=device.place)
    return device


def _end(sign_in: SignIn, *, why: SignIn.Why, at: datetime) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(sign_in.session_key).delete(sign_in.session_key)
    sign_in.ended_at = at
    sign_in.ended_why = why
    sign_in.save(update_fields=["ended_at", "ended_why"])
