"""Global search over what the apps registered, each answering within the person's scope."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from workbench import nav
from workbench.registry import Hit, registry

# Shorter texts match too much to be worth a question to the database.
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Section:
    """One provider's answer. `more` says that it had more than were asked for."""

    label: str
    hits: tuple[Hit, ...]
    more: bool = False


def search(user: User, text: str, limit: int) -> list[Section]:
    """Ask every permitted provider; sections with an exact hit come first."""
    if len(text) < SHORTEST:
        return []
    sections = []
    for provider in sorted(registry.search, key=lambda one: one.order):
        if not user.may(provider.permission):
            continue
        hits = tuple(provider.find(user, text, limit + 1))
        if hits:
            sections.append(Section(str(provider.label), hits[:limit], len(hits) > limit))
    return sorted(sections, key=lambda one: not any(hit.exact for hit in one.hits))


def commands_for(user: User, text: str) -> list[nav.Link]:
    """Screens the person may open whose name has a word that begins with the text."""
    wanted = text.casefold()
    links = [
        nav.Link(item.key, str(item.label), item.icon, nav.url_of(item), item.go)
        for item in nav.permitted(user)
    ]
    return [link for link in links if _fits(link.label.casefold(), wanted)]


def _fits(label: str, wanted: str) -> bool:
    return label.startswith(wanted) or any(word.startswith(wanted) for word in label.split())
