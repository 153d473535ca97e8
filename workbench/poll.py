"""What the one poll of a page asks: is there news for this person?"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from accounts.models import User
from accounts.queries import Scope
from kernel.lists import lists
from workbench.nav import counts_of
from workbench.queries import unread_notifications
from workbench.registry import Count


@dataclass(frozen=True, slots=True)
class News:
    """Counters of the frame, and how many rows of the list in view are new."""

    counts: dict[str, Count]
    unread: int
    changed: int = 0

    @property
    def token(self) -> str:
        """Equal tokens mean that nothing on the screen would change."""
        text = repr((sorted(self.counts.items()), self.unread, self.changed))
        return blake2b(text.encode(), digest_size=8).hexdigest()


def news_for(
    user: User, scope: Scope, *, list_key: str = "", query: str = "", since: str = ""
) -> News:
    changed = 0
    view = lists.get(list_key)
    if view is not None and since and user.may(view.permission):
        changed = view.for_person(user, scope, query).changes_since(since)
    return News(counts_of(user, scope), unread_notifications(user), changed)
