"""What higher apps tell the shell, filled in each `apps.py`: navigation, search, subjects, My work.

The shell knows no retail: it shows what was registered, to those who may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from accounts.models import User

# The five groups of the side navigation, in order; the first has no heading.
NAV_GROUPS = ("", "Stock", "Control", "Connections", "Set-up")


@dataclass(frozen=True, slots=True)
class Count:
    """Work that waits for this person; `late` paints it red, `capped` says there is more."""

    waiting: int
    late: bool = False
    capped: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    key: str
    label: str | Promise
    icon: str
    url_name: str
    permission: str
    group: str = ""
    # The letter after G, such as "s" for stock.
    go: str = ""
    order: int = 100
    count: Callable[[User], Count] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the global search."""

    text: str
    url: str
    icon: str = "search"
    hint: str = ""
    # An exact code or barcode: opens at once.
    exact: bool = False


@dataclass(frozen=True, slots=True)
class SearchProvider:
    """Answers a text, within the person's scope, in at most `limit` hits and one indexed query."""

    label: str | Promise
    permission: str
    find: Callable[[User, str, int], Iterable[Hit]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of My work."""

    title: str
    subtitle: str
    url: str
    count: int
    tone: str = ""
    # When it should be done; the page sorts by it, soonest first.
    due: datetime | None = None
    # Minutes left by a clock of its own, such as business hours; none: those until `due`.
    left: int | None = None


@dataclass(frozen=True, slots=True)
class WorkProvider:
    permission: str
    items: Callable[[User], Iterable[WorkItem]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "since your last visit": what happened, how often, where to read it."""

    text: str
    url: str
    count: int = 1
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ChangeProvider:
    """Says, in few and indexed questions, what changed for this person since a moment."""

    permission: str
    changes: Callable[[User, datetime], Iterable[Change]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class FloorTask:
    """One tile of the floor: what people at a site do with their hands."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    count: Callable[[User], Count] | None = None
    order: int = 100
    # Filters of the list it opens.
    query: str = ""


# From what was scanned to the page it opens, or "" when it is nothing of this room.
FindScanned = Callable[["User", str], str]
Visible = Callable[["User", str], bool]
VisibleOf = Callable[["User", Collection[str]], set[str]]


@dataclass(slots=True)
class Registry:
    nav: list[NavItem] = field(default_factory=list)
    search: list[SearchProvider] = field(default_factory=list)
    work: list[WorkProvider] = field(default_factory=list)
    changes: list[ChangeProvider] = field(default_factory=list)
    # subject_type -> url of the subject's page, from its id
    subject_urls: dict[str, Callable[[str], str]] = field(default_factory=dict)
    # subject_type -> whether a person may see it, from its id; what nobody registered nobody sees
    subject_visible: dict[str, Visible] = field(default_factory=dict)
    # The same of many at once: which of these a person may see; none: asked one by one
    subjects_visible: dict[str, VisibleOf] = field(default_factory=dict)
    # subject_type -> the rights of which one is needed to add files and comments; none: whoever sees it
    subject_adds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    floor: list[FloorTask] = field(default_factory=list)
    scan_targets: list[FindScanned] = field(default_factory=list)

    def add_nav(self, *items: NavItem) -> None:
        self.nav.extend(items)

    def add_search(self, provider: SearchProvider) -> None:
        self.search.append(provider)

    def add_work(self, provider: WorkProvider) -> None:
        self.work.append(provider)

    def add_changes(self, provider: ChangeProvider) -> None:
        self.changes.append(provider)

    def add_subject(
        self,
        subject_type: str,
        url: Callable[[str], str],
        visible: Visible | None = None,
        adds: str | tuple[str, ...] = (),
        visible_of: VisibleOf | None = None,
    ) -> None:
        """A page for a kind of subject; with `visible` it can carry files, comments and watchers.

        `adds` is the right to add files and comments, or several of which one is enough; without it
        whoever sees the subject does. `visible_of` answers for many at once, where many are common.
        """
        self.subject_urls[subject_type] = url
        self.subject_adds[subject_type] = (adds,) if isinstance(adds, str) else adds
        if visible is not None:
            self.subject_visible[subject_type] = visible
        if visible_of is not None:
            self.subjects_visible[subject_type] = visible_of

    def add_floor(self, *tasks: FloorTask) -> None:
        self.floor.extend(tasks)

    def add_scan_target(self, find: FindScanned, *, first: bool = False) -> None:
        """Answers a label scanned at the floor: its page, or "" when it is none of this room's.

        `first` asks this room before the others: a carton is received more often than looked up.
        """
        self.scan_targets.insert(0 if first else len(self.scan_targets), find)

    def may_see(self, user: User, subject_type: str, subject_id: str) -> bool:
        """Whether files, comments and mentions of a subject are for this person."""
        visible = self.subject_visible.get(subject_type)
        return bool(visible and visible(user, subject_id))

    def seen_of(self, user: User, subject_type: str, subject_ids: Collection[str]) -> set[str]:
        """Which of many subjects of a kind are for this person."""
        visible_of = self.subjects_visible.get(subject_type)
        if visible_of is not None and len(subject_ids) > 1:
            return visible_of(user, subject_ids)
        return {one for one in subject_ids if self.may_see(user, subject_type, one)}

    def may_add(self, user: User, subject_type: str) -> bool:
        """Whether somebody who sees a subject may also add files and comments to it."""
        needed = self.subject_adds.get(subject_type, ())
        return not needed or any(user.may(right) for right in needed)

    def subject_url(self, subject_type: str, subject_id: str) -> str:
        """The page of a subject, or "" when nobody registered one."""
        url = self.subject_urls.get(subject_type)
        return url(subject_id) if url else ""


registry = Registry()
