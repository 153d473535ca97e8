"""How often a secret may be guessed: tries are counted before the guess is looked at.

Counted where the session cache is. Without it every try counts as one too many: a short secret
without a limit is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_redis.exceptions import ConnectionInterrupted


@dataclass(frozen=True, slots=True)
class Attempt:
    """The how-manieth try this is, of how many."""

    number: int
    limit: Limit

    @property
    def locked(self) -> bool:
        return self.number > self.limit.tries

    @property
    def sentence(self) -> str:
        """How many tries are left."""
        left = self.limit.tries - self.number
        if left <= 0:
            return _("That was the last try; sign in with the password.")
        return ngettext("%(left)d try is left.", "%(left)d tries are left.", left) % {"left": left}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so many seconds from the first."""

    name: str
    tries: int
    seconds: int

    @property
    def minutes(self) -> int:
        return math.ceil(self.seconds / 60)

    def take(self, key: str) -> Attempt:
        try:
            cache.add(self._key(key), 0, self.seconds)
            return Attempt(cache.incr(self._key(key)), self)
        except (ConnectionInterrupted, ValueError):
            return Attempt(self.tries + 1, self)

    def give_back(self, key: str) -> None:
        """A right guess was no try."""
        try:
            cache.decr(self._key(key))
        except (ConnectionInterrupted, ValueError):
            return

    def forget(self, key: str) -> None:
        """A right guess ends the count."""
        cache.delete(self._key(key))

    def _key(self, key: str) -> str:
        return f"limit:{self.name}:{key}"


# Wrong PINs per person and device; after them only the password opens it.
PIN = Limit("pin", tries=5, seconds=15 * 60)
# Tries for one account from addresses it never came from, all of them together.
STRANGERS = Limit("strangers", tries=20, seconds=60 * 60)
