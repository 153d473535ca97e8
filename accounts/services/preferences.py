"""What people set for themselves."""

from datetime import datetime

from django.db import transaction

from accounts.locks import lock_person
from accounts.models import User
from accounts.policies.people import check_preferences
from accounts.policies.places import check_time_zone
from audit.services import record
from kernel.plain import clean_text

FIELDS = ("name", "theme", "density", "time_zone", "single_key_shortcuts", "scanner_gap_ms")


@transaction.atomic
def change_preferences(
    *,
    person: User,
    name: str,
    theme: str,
    density: str,
    time_zone: str,
    single_key_shortcuts: bool,
    scanner_gap_ms: int,
    at: datetime,
) -> User:
    """Set one's own name, looks, time zone and keys.

    Refuses, in this order: PreferenceInvalid, TimeZoneUnknown.
    """
    name = clean_text(name.strip(), longest=120)
    given = {
        "name": name,
        "theme": theme,
        "density": density,
        "time_zone": time_zone,
        "single_key_shortcuts": single_key_shortcuts,
        "scanner_gap_ms": scanner_gap_ms,
    }
    person = lock_person(person.pk)
    check_preferences(name=name, theme=theme, density=density, gap_ms=scanner_gap_ms)
    check_time_zone(time_zone)
    before = {field: getattr(person, field) for field in FIELDS}
    for field, value in given.items():
        setattr(person, field, value)
    person.save(update_fields=list(FIELDS))
    record(
        "accounts.user.preferences_changed",
        person,
        actor=person,
        at=at,
        before=before,
        after=given,
    )
    return person
