"""The forms of a page as a browser would send them: every field with what stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

VOID = {"input", "img", "br", "hr", "meta", "link", "use", "path", "circle", "source", "wbr"}
# What a browser does not send of itself.
BUTTONS = {"submit", "button", "image", "reset"}
Attrs = dict[str, str]


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    # What may be chosen, of a select, a set of radio buttons or of checkboxes.
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    is_required: bool = False
    attrs: Attrs = field(default_factory=dict)


@dataclass
class Form:
    address: str
    page: str
    number: str = ""
    fields: dict[str, Field] = field(default_factory=dict)
    # Name and value of each button that sends it, and where it sends to when that is its own.
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_keyed(self) -> bool:
        return "form_key" in self.fields

    @property
    def view(self) -> str:
        return view_of(self.address)

    def add(self, given: Field) -> None:
        known = self.fields.get(given.name)
        if known is None:
            self.fields[given.name] = given
            return
        known.choices += given.choices
        known.chosen += given.chosen
        known.is_required = known.is_required or given.is_required


def view_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


class Reader(HTMLParser):
    """Reads every form that posts, also the fields that stand outside and name it."""

    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.here = here
        self.forms: list[Form] = []
        self._loose: list[tuple[str, Field]] = []
        self._loose_buttons: list[tuple[str, tuple[str, str, str]]] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._text: Field | None = None
        self._owner = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        read = getattr(self, f"_start_{tag}", None)
        if read is not None:
            read(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None:
            # The first line break is none of its text.
            self._text.value = self._text.value.removeprefix("\n")
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def _start_form(self, given: Attrs) -> None:
        if given.get("method", "").lower() == "post":
            address = urljoin(self.here, given.get("action", "") or self.here)
            self._form = Form(address, self.here, given.get("id", ""))
            self.forms.append(self._form)

    def _start_input(self, given: Attrs) -> None:
        kind = given.get("type", "text").lower()
        if kind in BUTTONS or "name" not in given or "disabled" in given:
            return
        one = Field(given["name"], kind, given.get("value", ""), attrs=given)
        one.is_required = "required" in given
        if kind in {"radio", "checkbox"}:
            one.value = ""
            one.choices = [given.get("value", "on")]
            one.chosen = one.choices[:] if "checked" in given else []
        self._keep(one, given)

    def _start_select(self, given: Attrs) -> None:
        self._select = Field(given.get("name", ""), "select", attrs=given)
        self._select.is_required = "required" in given
        if self._select.name and "disabled" not in given:
            self._keep(self._select, given)

    def _start_option(self, given: Attrs) -> None:
        if self._select is None or "disabled" in given:
            return
        value = given.get("value", "")
        self._select.choices.append(value)
        if "selected" in given:
            self._select.chosen.append(value)

    def _start_textarea(self, given: Attrs) -> None:
        self._text = Field(given.get("name", ""), "textarea", attrs=given)
        self._text.is_required = "required" in given
        if self._text.name and "disabled" not in given:
            self._keep(self._text, given)

    def _start_button(self, given: Attrs) -> None:
        if given.get("type", "submit") != "submit" or "disabled" in given:
            return
        if given.get("aria-disabled") == "true":
            return
        one = (given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
        if "form" in given:
            self._loose_buttons.append((given["form"], one))
        elif self._form is not None:
            self._form.buttons.append(one)

    def _keep(self, one: Field, given: Attrs) -> None:
        if "form" in given:
            self._loose.append((given["form"], one))
        elif self._form is not None:
            self._form.add(one)

    def whole(self) -> list[Form]:
        """Each form with the fields and buttons that stand elsewhere and name it."""
        named = {form.number: form for form in self.forms if form.number}
        for number, one in self._loose:
            if number in named:
                named[number].add(one)
        for number, button in self._loose_buttons:
            if number in named:
                named[number].buttons.append(button)
        return self.forms


def forms_of(html: str, here: str) -> list[Form]:
    """Every form of a page that posts and has a button that works; more than one where buttons differ."""
    reader = Reader(here)
    reader.feed(html)
    return [each for form in reader.whole() for each in _by_button(form)]


def _by_button(form: Form) -> list[Form]:
    found = []
    for name, value, way in dict.fromkeys(form.buttons):
        address = urljoin(form.page, way) if way else form.address
        one = Form(address, form.page, form.number, dict(form.fields))
        if name:
            one.fields[name] = Field(name, "hidden", value)
        found.append(one)
    return found
