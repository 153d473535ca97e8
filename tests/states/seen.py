"""What a page offers to whoever reads it: forms and links that lead to commands, and what it refuses aloud."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

VOID = {"input", "img", "br", "hr", "meta", "link", "use", "path", "circle", "source", "wbr"}


@dataclass
class Refused:
    """A control in its place that does not work, and the sentence it points to."""

    label: str = ""
    described_by: str = ""


@dataclass
class Sending:
    """A form, and whether a button of it works; in a dialog, whether something opens that."""

    address: str
    dialog: str
    name: str = ""
    works: bool = False


@dataclass
class Seen(HTMLParser):
    """Read once, from `<main>` on; nothing of the frame around it counts."""

    here: str = "/"
    # Names of the addresses where links lead.
    leads: set[str] = field(default_factory=set)
    forms: list[Sending] = field(default_factory=list)
    # Dialogs that a working button opens.
    opened: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    # Buttons that are dead without a word.
    mute: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    # Open elements: tag, id, and the refused button they are.
    _open: list[tuple[str, str, Refused | None]] = field(default_factory=list)
    _in_main: bool = False
    _form: Sending | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, html: str, here: str) -> Seen:
        page = cls(here=here)
        page.feed(html)
        return page

    @property
    def sends(self) -> set[str]:
        """Names of the addresses that a press on this page sends to."""
        live = (form for form in self.forms if form.works)
        return {form.address for form in live if not form.dialog or form.dialog in self.opened}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_main = self._in_main or tag == "main"
        button = self._note(tag, given) if self._in_main else None
        if tag not in VOID:
            self._open.append((tag, given.get("id", ""), button))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        self._in_main = self._in_main and tag != "main"
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        for _tag, name, button in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data
            if button is not None:
                button.label += data

    def _note(self, tag: str, given: dict[str, str]) -> Refused | None:
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = self._sending(given.get("action", ""))
            self._form.name = given.get("id", "")
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.leads.add(self._name(given["href"]))
        if "data-scan-post" in given:
            self._sending(given["data-scan-post"]).works = True
        return self._button(given) if tag == "button" else None

    def _sending(self, address: str) -> Sending:
        inside = next((name for tag, name, _button in self._open if tag == "dialog"), "")
        self.forms.append(Sending(self._name(address), inside))
        return self.forms[-1]

    def _button(self, given: dict[str, str]) -> Refused | None:
        if given.get("aria-disabled") == "true":
            self.refused.append(Refused(described_by=given.get("aria-describedby", "")))
            return self.refused[-1]
        if "disabled" in given:
            self.mute.append(given.get("aria-label", "") or given.get("class", ""))
        elif "formaction" in given:
            self._sending(given["formaction"]).works = True
        elif "data-dialog" in given:
            self.opened.add(given["data-dialog"])
        elif given.get("type", "submit") == "submit":
            self._press(given.get("form", ""))
        return None

    def _press(self, name: str) -> None:
        """A button sends the form it names, else the one it stands in."""
        named = [form for form in self.forms if name and form.name == name]
        for form in named or [self._form]:
            if form is not None:
                form.works = True

    def _name(self, address: str) -> str:
        path = urlsplit(urljoin(self.here, address)).path
        try:
            return resolve(path).view_name
        except Resolver404:
            return path

    def sentence_of(self, one: Refused) -> str:
        return " ".join(self.texts.get(one.described_by, "").split())
