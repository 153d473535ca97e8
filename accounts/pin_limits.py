"""Wrong PINs per person and device: five, then a quarter of an hour with the password only.

Counted where the session cache is. Without it nothing is counted and nobody gets in by PIN: a short
secret without a limit is none.
"""

import math
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_redis.exceptions import ConnectionInterrupted

from accounts.models import Device, User

TRIES = 5
LOCK_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Attempt:
    tries: int

    @property
    def locked(self) -> bool:
        return self.tries > TRIES

    @property
    def wait_minutes(self) -> int:
        return math.ceil(LOCK_SECONDS / 60)

    @property
    def sentence(self) -> str:
        """How many tries are left."""
        left = TRIES - self.tries
        if left <= 0:
            return _("That was the last try; sign in with the password.")
        return ngettext("%(left)d try is left.", "%(left)d tries are left.", left) % {"left": left}


def take(*, person: User, device: Device) -> Attempt:
    """Count one try before the PIN is looked at, so that parallel guesses count as well."""
    key = _key(person, device)
    try:
        cache.add(key, 0, LOCK_SECONDS)
        return Attempt(cache.incr(key))
    except (ConnectionInterrupted, ValueError):
        return Attempt(TRIES + 1)


def forget(*, person: User, device: Device) -> None:
    """A right PIN ends the count."""
    cache.delete(_key(person, device))


def _key(person: User, device: Device) -> str:
    return f"pin:{person.pk}:{device.pk}"
