"""Every form that the walked world shows to somebody with every role, and how it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import F
from django.test import Client

from inventory.intake.models import WaitingEvent
from kernel.clock import now
from tests.forms.fill import Sent, sent, typed_for
from tests.forms.read import Form, forms_of
from tests.forms.written import OWN
from tests.screens import everybody, make_whole_world, pages, sample_of, walked_endpoints
from tests.states.walk import everything


@dataclass
class Walked:
    """The forms, what is typed into them, and what stood in the tables before."""

    client: Client
    typed: dict[str, Sent]
    before: dict[str, Any] = field(default_factory=dict)
    forms: dict[tuple[str, ...], Form] = field(default_factory=dict)
    # Addresses of the pages they stand on.
    pages: list[tuple[str, str]] = field(default_factory=list)

    def add(self, page: str, html: str) -> list[Form]:
        """Forms of a page that were not met yet, told apart by what they ask for."""
        found = []
        for form in forms_of(html, page):
            key = (form.view, *form.fields)
            if form.is_keyed and key not in self.forms:
                self.forms[key] = form
                found.append(form)
        return found

    def filled(self, form: Form) -> Sent:
        """A form as somebody would send it."""
        return sent(form, self.typed.get(form.view, {})) | {"form_key": str(uuid4())}

    def send(self, form: Form, key: str, **other: str) -> Any:
        return self.client.post(form.address, self.filled(form) | {"form_key": key} | other)


def walk_everything() -> Walked:
    world = make_whole_world()
    ada = everybody(world.network, world.abroad)
    change_everything_once()
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    found = Walked(client, typed_for(world))
    for (_name, url), answer in pages(
        ada, walked_endpoints(), lambda endpoint: sample_of(world, endpoint)
    ):
        found.pages.append((url, answer.content.decode()))
        found.add(*found.pages[-1])
    found.before = rows()
    return found


def change_everything_once() -> None:
    """So that there is an older version of each row."""
    for model in apps.get_models():
        if any(one.name == "version" for one in model._meta.concrete_fields):
            model._base_manager.update(version=F("version") + 1)
    WaitingEvent.objects.update(corrected_at=now())


def rows() -> dict[str, Any]:
    return {table: said for table, said in everything().items() if table not in OWN}


def differs(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [table for table in one if one[table] != other[table]]
