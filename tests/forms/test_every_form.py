"""Every form of every screen: sent twice it acts once; sent from a stale page it is refused aloud.

Forms are collected from the pages that the walked world shows to somebody with every role, and from the
pages that such a form leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils.dateparse import parse_datetime

from inventory.intake.models import WaitingEvent
from kernel.clock import now
from tests.forms.fill import Sent, sent, typed_for
from tests.forms.read import Form, forms_of
from tests.screens import everybody, is_page, make_whole_world, pages, sample_of, walked_endpoints
from tests.states.walk import everything

# What a request writes of itself.
OWN = {"django_session", "accounts_signin", "workbench_formkey"}
LONG_AGO = "2001-01-01T00:00:00+00:00"
# Forms that change nothing in the walked world, each with what is missing for it.
EFFECTLESS = {
    "workbench:gallery": "shows the parts, takes nothing",
    "accounts:user-reset-second-factor": "nobody of the walk has set one up",
    "accounts:place-manager": "nobody but the walker could be chosen",
    "exceptions:case-wait": "nobody has taken the case: see the walk of its statuses",
    "exceptions:case-split": "it happened once: see the walk of its statuses",
    "exceptions:workload-reassign": "one person holds nothing to give",
    "inventory:sku-recipe-set": "the foreign SKU is no kit",
    "inventory:category-move": "there is one category",
    "inventory:gap-close": "no stream has a gap",
    "inventory:source-change": "sent as it was shown it would change nothing, and is told so",
    "inventory:transfers-cancel": "a part of the only one is packed",
    "inventory:waiting-replay": "the only one would still wait",
    "inventory:transfer-shortage-ask": "nothing was shipped: see the walk of its statuses",
    "inventory:transfer-shortage-found": "nothing was shipped: see test_record_found",
}
# Forms that carry a version and act from a stale page too, each with why that does no harm.
ANY_VERSION = {
    "exceptions:case-watch": "whoever watches changes nothing of the case",
    "exceptions:case-link": "two people may link one case",
}
# Forms over something that is there which carry no mark of what they showed, each with why.
ONCE_ONLY = "the second finds it done, and is told so"
ADDS = "adds a row of its own"
ROWS = "each row is looked at anew and has an outcome of its own"
UNMARKED = {
    "accounts:client-disable": ONCE_ONLY,
    "accounts:client-rotate": "makes a further token; the old ones stay",
    "accounts:device-retire": ONCE_ONLY,
    "accounts:me": "nobody else changes one's own settings",
    "accounts:place-move": "names where to, whatever was shown",
    "accounts:token-revoke": ONCE_ONLY,
    "accounts:user-disable": ONCE_ONLY,
    "accounts:user-end-session": ONCE_ONLY,
    "accounts:user-reset-second-factor": ONCE_ONLY,
    "approvals:delegation-end": ONCE_ONLY,
    "approvals:requests-approve": ROWS,
    "approvals:requests-reject": ROWS,
    "approvals:requests-send-back": ROWS,
    "exceptions:bulk": ROWS,
    "exceptions:case-next": "takes whatever has the least time by then",
    "exceptions:rules-draft-new": ADDS,
    "exceptions:workload-note": ADDS,
    "exceptions:workload-reassign": ROWS,
    "inventory:conflict-close": ONCE_ONLY,
    "inventory:count-rules-drop": ONCE_ONLY,
    "inventory:event-reverse": ONCE_ONLY,
    "inventory:gap-close": ROWS,
    "inventory:landing-set": "names what holds from now on",
    "inventory:location-suspend": ONCE_ONLY,
    "inventory:owner-remove": ONCE_ONLY,
    "inventory:owner-set": "names what holds from now on",
    "inventory:receipt-damaged": "names how many, whatever was shown",
    "inventory:receipts-receive": ROWS,
    "inventory:receiving-settings": "names what holds from now on",
    "inventory:sku-cost-set": "adds a price from a day on",
    "inventory:sku-discontinue": ONCE_ONLY,
    "inventory:sku-identifier-add": ADDS,
    "inventory:sku-price-set": "adds a price from a day on",
    "inventory:sku-unit-set": "names what holds from now on",
    "inventory:stream-restart": ONCE_ONLY,
    "inventory:suggestions-dismiss": ROWS,
    "inventory:suggestions-draft": ROWS,
    "inventory:suggestions-resume": ROWS,
    "inventory:tolerance-remove": ONCE_ONLY,
    "inventory:tolerance-set": "names what holds from now on",
    "inventory:transfers-cancel": ROWS,
    "inventory:transfers-submit": ROWS,
    "inventory:waiting-dismiss": ROWS,
    "inventory:waiting-event-dismiss": ONCE_ONLY,
    "inventory:waiting-replay": ROWS,
    "workbench:attach": ADDS,
    "workbench:comment": ADDS,
    "workbench:watch": "one's own watch",
}


@dataclass
class Walked:
    """The forms, what is typed into them, and what stood in the tables before."""

    client: Client
    typed: dict[str, Sent]
    before: dict[str, Any] = field(default_factory=dict)
    forms: dict[tuple[str, ...], Form] = field(default_factory=dict)

    def add(self, page: str, html: str) -> list[Form]:
        """Forms of a page that were not met yet, told apart by what they ask for."""
        found = []
        for form in forms_of(html, page):
            key = (form.view, *form.fields)
            if form.is_keyed and key not in self.forms:
                self.forms[key] = form
                found.append(form)
        return found

    def send(self, form: Form, key: str, **other: str) -> Any:
        data = sent(form, self.typed.get(form.view, {})) | {"form_key": key} | other
        return self.client.post(form.address, data)


def rows() -> dict[str, Any]:
    return {table: said for table, said in everything().items() if table not in OWN}


def differs(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [table for table in one if one[table] != other[table]]


@pytest.fixture
def walked(db, settings, tmp_path) -> Walked:
    settings.MEDIA_ROOT = tmp_path
    world = make_whole_world()
    ada = everybody(world.network, world.abroad)
    change_everything_once()
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    found = Walked(client, typed_for(world))
    for (_name, url), answer in pages(
        ada, walked_endpoints(), lambda endpoint: sample_of(world, endpoint)
    ):
        found.add(url, answer.content.decode())
    found.before = rows()
    return found


def change_everything_once() -> None:
    """So that there is an older version of each row."""
    for model in apps.get_models():
        if any(one.name == "version" for one in model._meta.concrete_fields):
            model._base_manager.update(version=F("version") + 1)
    WaitingEvent.objects.update(corrected_at=now())


def test_every_form_acts_once_and_never_from_a_stale_page(walked: Walked) -> None:
    waiting, wrong, effective = list(walked.forms.values()), [], set()
    while waiting:
        form = waiting.pop()
        with transaction.atomic():
            first, acted, faults = sent_twice(walked, form)
            transaction.set_rollback(True)
        with transaction.atomic():
            faults += list(sent_late(walked, form) if first.status_code != 422 else ())
            transaction.set_rollback(True)
        wrong += [f"{form.view}: {fault}" for fault in faults]
        effective |= {form.view} if acted else set()
        if is_page(first):
            waiting += walked.add(form.address, first.content.decode())

    views = {form.view for form in walked.forms.values()}
    assert not wrong, "\n".join(wrong)
    assert views - effective == set(EFFECTLESS)


def sent_twice(walked: Walked, form: Form) -> tuple[Any, bool, list[str]]:
    """The first answer, whether it changed something, and what the second did beyond that."""
    key = str(uuid4())
    first = walked.send(form, key)
    once = rows()
    second = walked.send(form, key)
    faults = [f"sent twice, {table} was written twice" for table in differs(once, rows())]
    faults += [f"{one.status_code}" for one in (first, second) if one.status_code >= 500]
    if (first.status_code, first.headers.get("Location")) != (
        second.status_code,
        second.headers.get("Location"),
    ) and second.status_code != 409:
        faults.append(f"sent twice, answers {first.status_code}, then {second.status_code}")
    return first, bool(differs(walked.before, once)), faults


def sent_late(walked: Walked, form: Form) -> Iterator[str]:
    """The page showed what has changed since: nothing happens, and the page says so."""
    older = older_of(form)
    if not older or form.view in ANY_VERSION:
        return
    answer = walked.send(form, str(uuid4()), **older)
    if answer.status_code != 409:
        yield f"from a stale page {answer.status_code}, expected 409"
    if 'role="alert"' not in answer.content.decode():
        yield "from a stale page nothing says why"
    yield from (f"from a stale page wrote {table}" for table in differs(walked.before, rows()))


def older_of(form: Form) -> dict[str, str]:
    """The version before the one that the form carries, or the mark of something else."""
    version = form.fields["version"].value if "version" in form.fields else ""
    if version not in {"", "0"}:
        return {"version": str(int(version) - 1)}
    seen = form.fields["seen"].value if "seen" in form.fields else ""
    # Lists say by this name how many rows they showed.
    if not seen or seen.isdigit():
        return {}
    return {"seen": LONG_AGO if parse_datetime(seen) else "0" * len(seen)}


def test_every_form_over_something_that_is_there_carries_what_it_showed(walked: Walked) -> None:
    keyed = [form for form in walked.forms.values() if form.view != "workbench:gallery"]
    plain = {form.view for form in keyed if not older_of(form)}
    begins = {view for view in plain if view.endswith(("-new", "-invite", "-register"))}

    assert plain - begins - set(UNMARKED) == set()
    assert set(UNMARKED) - plain == set()
