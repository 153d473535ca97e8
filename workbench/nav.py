"""The side navigation of one person: what they may open, with what waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Scope
from workbench.registry import NAV_GROUPS, Count, NavItem, registry

# Counters may be this old, so that most polls of an idle page ask nothing; what a person does
# themselves shows at once.
COUNT_SECONDS = 50


@dataclass(frozen=True, slots=True)
class Link:
    key: str
    label: str
    icon: str
    url: str
    go: str
    current: bool = False
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    links: tuple[Link, ...]


def permitted(user: User) -> list[NavItem]:
    """The person's screens in their order."""
    items = [item for item in registry.nav if user.may(item.permission) and url_of(item)]
    return sorted(items, key=lambda item: (NAV_GROUPS.index(item.group), item.order))


def url_of(item: NavItem) -> str:
    """The screen's address, or "" while it has none: a test holds that every screen has one."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def name_of(url: str) -> str:
    """What a crumb calls the page behind an address: its reference or code, else the screen's name."""
    path = urlsplit(url).path
    last = unquote(path.rstrip("/").rpartition("/")[2])
    if last and last == last.upper() and not last.isdecimal():
        return last
    screens = [(url_of(item), str(item.label)) for item in registry.nav]
    fitting = [(len(url), label) for url, label in screens if url and _leads_to(url, path)]
    return max(fitting)[1] if fitting else _("Back")


def groups(user: User, *, path: str, scope: Scope) -> list[Group]:
    """Groups with at least one permitted screen; the longest address that fits is current."""
    items = permitted(user)
    urls = {item.key: url_of(item) for item in items}
    here = max((url for url in urls.values() if _leads_to(url, path)), key=len, default="")
    counts = counts_of(user, scope)
    return [
        Group(str(label), tuple(_links(items, label, urls, here, counts)))
        for label in NAV_GROUPS
        if any(item.group == label for item in items)
    ]


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _links(
    items: list[NavItem], group: str, urls: dict[str, str], here: str, counts: dict[str, Count]
) -> Iterator[Link]:
    for item in items:
        if item.group == group:
            yield Link(
                key=item.key,
                label=str(item.label),
                icon=item.icon,
                url=urls[item.key],
                go=item.go,
                current=urls[item.key] == here,
                count=counts.get(item.key),
            )


def counts_of(user: User, scope: Scope) -> dict[str, Count]:
    """What waits, by screen; zero is left out. One question to the cache in the usual case."""
    key = _counts_key(user, scope)
    known: dict[str, Count] | None = cache.get(key)
    if known is None:
        asked = {item.key: item.count(user) for item in permitted(user) if item.count}
        known = {name: count for name, count in asked.items() if count.waiting}
        cache.set(key, known, COUNT_SECONDS)
    return known


def forget_counts(user: User, scope: Scope) -> None:
    """After something the person did: the next page counts anew."""
    cache.delete(_counts_key(user, scope))


def _counts_key(user: User, scope: Scope) -> str:
    return f"nav:{user.pk}:{','.join(scope.scope_paths)}"


def go_keys(user: User) -> list[Link]:
    """Screens with a letter after G."""
    return [
        Link(item.key, str(item.label), item.icon, url_of(item), item.go)
        for item in permitted(user)
        if item.go
    ]
