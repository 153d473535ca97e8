"""Columns of lists: each computes what a part needs, a template file draws it.

`hide` says when a column goes as the table gets narrow (4 first, then 3, 2, 1); `phone` says
where it stands when a row becomes two lines: "s" end of the first, "b" start and "u" end of the
second. Without it the column is absent there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import django_tables2 as tables
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django_tables2.utils import Accessor

from workbench.templatetags import ui

Text = str | Promise


class PartColumn(tables.Column):
    """A column drawn by `templates/components/cells/<part>.html`, or by a component itself."""

    part = "text"
    component = ""
    css = "soft nowrap"
    heads_row = False
    empty_values = ()
    # Its facts are few plain values that many rows share: a drawing is kept by them.
    shared = False

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        hide: int = 0,
        phone: str = "",
        css: str = "",
        **kwargs: Any,
    ) -> None:
        words = [self.css, css, f"hide-{hide}" if hide else "", f"ph-{phone}" if phone else ""]
        kwargs.setdefault("attrs", {"cell": {"class": " ".join(word for word in words if word)}})
        super().__init__(verbose_name=verbose_name, **kwargs)

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        """What the part draws."""
        return {"value": value}

    def render(self, record: Any, value: Any) -> str:
        name, facts = self.component or f"cells/{self.part}", self.facts(record, value)
        if self.shared:
            return _shared(name, get_language() or "", tuple(facts.items()))
        return _drawing(name).render(Context(facts))

    def value(self, value: Any) -> Any:
        """What an export writes: the value, not its drawing."""
        return value


@cache
def _drawing(name: str) -> Template:
    """The file of a part, looked up once: a page has hundreds of cells."""
    template: Template = get_template(f"components/{name}.html").template  # type: ignore[attr-defined]
    return template


@lru_cache(maxsize=4_096)
def _shared(name: str, language: str, facts: tuple[tuple[str, Any], ...]) -> str:
    """A drawing with these facts in this language, made once."""
    return _drawing(name).render(Context(dict(facts)))


def _read(source: str | Callable[[Any], Any] | None, record: Any) -> Any:
    if source is None:
        return ""
    return source(record) if callable(source) else Accessor(source).resolve(record, quiet=True)


class TextColumn(PartColumn):
    """Plain text in second ink; a dash when there is none. `url` makes it a link."""

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        url: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.url = url

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return {"value": value, "url": self.url(record) if self.url else ""}


class TitleColumn(PartColumn):
    """The cell that names the row: a link in ink, its object beside it in grey.

    `beside` makes the link open the record beside the list where the window is wide enough.
    """

    part = "title"
    css = "ttl"
    heads_row = True

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        url: Callable[[Any], str] | None = None,
        sub: str | Callable[[Any], Any] | None = None,
        sub_name: Text = "",
        beside: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.url, self.sub, self.beside = url, sub, beside
        # How the grey part is headed in files, where it is a column of its own.
        self.sub_name = sub_name

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return {
            "value": value,
            "key": record.pk,
            "url": self.url(record) if self.url else "",
            "sub": _read(self.sub, record),
            "beside": self.beside,
        }


class QuantityColumn(PartColumn):
    """A plain number, right-aligned; red below zero."""

    shared = True
    component = "qty"
    css = "num"

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.qty(value)


class DeltaColumn(PartColumn):
    """A signed number: `+12`, `−24`, `0`."""

    shared = True
    component = "delta"
    css = "num"

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.delta(value)


class MoneyColumn(PartColumn):
    """An amount without pence; `currency` is read from the record."""

    shared = True
    component = "money"
    css = "num"

    def __init__(self, verbose_name: Text | None = None, *, currency: str, **kwargs: Any) -> None:
        super().__init__(verbose_name, **kwargs)
        self.currency = currency

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.money(value, _read(self.currency, record), pence=False)


class MomentColumn(PartColumn):
    """A time in the person's zone. Styles as in the tag `moment`."""

    component = "moment"
    css = "num soft"

    def __init__(
        self, verbose_name: Text | None = None, *, style: str = "auto", **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial_sort_descending", True)
        super().__init__(verbose_name, **kwargs)
        self.style = style

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.moment(value, self.style)


class BadgeColumn(PartColumn):
    """A status in a word; `tone` reads its colour from the record. Without one, a dash."""

    component = "badge"
    css = "nowrap"

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        tone: str | Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.tone = tone

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.badge(value, _read(self.tone, record))


class PersonColumn(PartColumn):
    """A person's initials in a circle; dashed when there is none."""

    shared = True
    component = "avatar"
    css = ""

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.avatar(value)
