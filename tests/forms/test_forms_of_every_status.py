"""Every form of every page of a row x every status: sent twice it acts once; from a stale page it is refused.

Rows and statuses are those of tests/states/walk_<room>.py, pages those of tests/states/pages.py. The
reader holds every role everywhere. What these forms are sent with is what stands in them, and what
somebody would type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from exceptions.models import Case
from exceptions.services import open_case
from tests.clock import Clock
from tests.forms.collect import Walked, change_everything_once, rows
from tests.forms.fill import FIRST, Typed
from tests.forms.sending import twice_and_late
from tests.forms.test_every_form import ANY_VERSION
from tests.screens import everybody
from tests.states import walk
from tests.states.pages import PAGES, TALK
from tests.states.walk import WALKS, Walk, built

walk.load()
Key = tuple[str, ...]
MACHINES = sorted({page.machine for page in PAGES})
# What somebody types where nothing stands yet.
TYPED: Typed = {
    "exceptions:case-severity": {"severity": FIRST},
    "exceptions:case-split": {"seen": FIRST},
    "inventory:receipt-damaged": {"quantity": "1", "reason": FIRST},
}
# Forms that change nothing in these worlds, each with what is missing for it.
EFFECTLESS = {
    "exceptions.Case.status": {
        "exceptions:bulk": "no row is ticked before somebody ticks one",
    },
}
# How many forms of a page and status were met, so that no page falls out unseen.
FEWEST = {
    "adjustments.Adjustment.status": 8,
    "counts.Count.status": 13,
    "exceptions.Case.status": 75,
    "receiving.Receipt.status": 19,
    "transfers.Transfer.status": 23,
}


@pytest.mark.parametrize("machine", MACHINES)
def test_acts_once_and_never_from_a_stale_page(db, settings, tmp_path, monkeypatch, machine):
    settings.MEDIA_ROOT = tmp_path
    one = WALKS[machine]
    Clock(monkeypatch, one.at)
    world = one.world()
    one.people(world)
    ada = everybody(world.network, name="Everybody")
    wrong, sent, acted = [], set(), set()
    for sample in one.samples:
        with transaction.atomic():
            walked = forms_about(built(one, world, sample), one, ada)
            wrong += faults_of(walked, sample, sent, acted)
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
    assert views(sent) - views(acted) == set(EFFECTLESS.get(machine, ()))
    assert len(sent) >= FEWEST.get(machine, 1)


def faults_of(walked: Walked, sample: str, sent: set[Key], acted: set[Key]) -> Iterator[str]:
    """What is wrong with the forms of one row; of one status, each is sent until it acted."""
    for (view, *fields), form in walked.forms.items():
        key = (sample.partition(":")[0], view, *fields)
        if key in acted or view in TALK:
            continue
        outcome = twice_and_late(walked, form, any_version=view in ANY_VERSION)
        sent.add(key)
        acted |= {key} if outcome.acted else set()
        yield from (f"{sample}, {view}: {fault}" for fault in outcome.faults)


def views(keys: set[Key]) -> set[str]:
    return {view for _status, view, *_fields in keys}


def forms_about(row: Any, one: Walk, ada: User) -> Walked:
    """The forms that the pages of one row show; jobs and imports show them to whoever began them."""
    typed = about_case(row) if isinstance(row, Case) else {}
    change_everything_once()
    client = Client(raise_request_exception=False)
    client.force_login(getattr(row, "actor", None) or ada)
    found = Walked(client, TYPED | typed)
    for page in PAGES:
        if page.machine == one.machine:
            address = page.address(row)
            answer = client.get(address)
            if answer.status_code == 200:
                found.add(address, answer.content.decode())
    add_what_is_asked(found)
    found.before = rows()
    return found


def add_what_is_asked(found: Walked) -> None:
    """The forms of the questions that some buttons ask before anything is done."""
    for form in [form for form in found.forms.values() if "ask" in form.fields]:
        found.add(form.address, found.send(form, str(uuid4())).content.decode())


def about_case(case: Case) -> Typed:
    """It happens again, so that it can be split; another one is there to link or merge it with."""
    usual: dict[str, Any] = {
        "kind": case.kind, "subject": case.place, "place": case.place, "at": case.opened_at,
    }  # fmt: skip
    if case.status not in {Case.Status.RESOLVED, Case.Status.CLOSED}:
        open_case(fingerprint=case.fingerprint, title=case.title, **usual)
    other = open_case(fingerprint="walked", title="Walked", **usual).reference
    return {name: {"other": other} for name in ("exceptions:case-link", "exceptions:case-merge")}
