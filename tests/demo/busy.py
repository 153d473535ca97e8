"""What a demo has after a week: waiting facts, a conflict, clients, devices, drafts, files.

Through the commands of the screens, so that every room of the small demo has a row to be opened.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import File

from accounts.models import Place, SignIn, User
from accounts.services import begin_session, create_client, register_device
from approvals.models import Policy
from approvals.services.policies import new_draft
from demo.models import Unit
from exceptions.services.routing import route_new_cases
from exceptions.services.rules import draft_rules
from inventory.adjustments.models import Adjustment
from inventory.catalog.services.categories import create_category
from inventory.counts.models import Count
from inventory.counts.services.rules import create_rules
from inventory.counts.services.scanning import Scan, take_scans
from inventory.counts.services.sessions import start_session
from inventory.intake.services import (
    accept,
    find_gaps,
    find_restarts,
    roll_up_tallies,
    set_snapshot_tolerance,
    set_type_owner,
)
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery, ensure_source
from inventory.receiving.services.settings import set_tolerance
from kernel.clock import now
from tests.demo.small import make_demo
from tests.inventory.ledger.shop import event
from workbench.services.attachments import attach
from workbench.services.imports import upload_import
from workbench.services.jobs import run_next_job, start_job
from workbench.services.saved_views import save_view

SKU, STORE = "SPIRITS-S0", "SPIRITS-1"


def make_busy_demo() -> Unit:
    unit = make_demo()
    at = now()
    people = {
        user.email.split("@")[0]: user for user in User.objects.filter(email__contains="@demo.")
    }
    network = Place.objects.get(code="SPIRITS")
    _let_systems_in(network, people["ada"], at)
    _tell_what_does_not_fit(at)
    _set_up(network, people, at)
    _work_at_the_store(people, at)
    _keep_own_things(people, at)
    route_new_cases(at=at)
    return unit


def _let_systems_in(network: Place, ada: User, at: datetime) -> None:
    scopes = ["events:write", "stock:read"]
    create_client(
        name="Tills of the stores", source_code="tills", place=network, scopes=scopes, actor=ada, at=at
    )  # fmt: skip
    store = Place.objects.get(code=STORE)
    register_device(name="Tablet at the door", place=store, lock_after_minutes=5, actor=ada, at=at)


def _tell_what_does_not_fit(at: datetime) -> None:
    """An unknown SKU, a key with other content, a number that is missing, one that came twice."""
    tills = ensure_source(code="tills", name="Tills", actor=None, at=at)
    usual = {"sku": SKU, "location": STORE, "stream": "till-4"}
    for number, minutes in ((1, 50), (2, 45), (5, 40)):
        _tell(tills, at, sequence=number, key=f"t-{number}", ago=minutes, **usual)
    _tell(tills, at, key="t-1", ago=50, sequence=1, **usual | {"quantity": 3})
    _tell(tills, at, key="t-9", ago=30, **usual | {"sku": "9999999999994", "stream": None})
    find_gaps(at=at)
    _tell(tills, at, key="t-again", ago=5, sequence=2, **usual)
    find_restarts(at=at)
    roll_up_tallies()


def _tell(source: Source, at: datetime, *, ago: int, **fields: object) -> None:
    fact = event("sale", occurred_at=at - timedelta(minutes=ago), **fields)
    accept(deliveries=[Delivery(fact)], source=source, received_at=at)


def _set_up(network: Place, people: dict[str, User], at: datetime) -> None:
    ada, store = people["ada"], Place.objects.get(code=STORE)
    create_category(code="wine", name="Wine", network=network, actor=ada, at=at)
    create_rules(place=store, actor=ada, at=at)
    set_type_owner(event_type="damage", source_code="tills", place=network, actor=ada, at=at)
    set_snapshot_tolerance(source_code="tills", place=store, units=3, actor=ada, at=at)
    set_tolerance(place=network, kind="", sender="", percent=5, actor=ada, at=at)
    draft_rules(actor=ada, at=at)
    new_draft(policy_id=Policy.objects.order_by("pk").first().pk, actor=ada, at=at)


def _work_at_the_store(people: dict[str, User], at: datetime) -> None:
    jo = people["jo"]
    part = Count.objects.get().parts.order_by("number").first()
    start_session(part_id=part.pk, actor=jo, at=at)
    scans = [Scan(id=uuid4(), code=code, quantity=1, at=at) for code in (SKU, "5011013100132")]
    take_scans(part_id=part.pk, scans=scans, actor=jo, at=at)
    photo = File(io.BytesIO(b"Broken on the way down.\n"), name="what-happened.txt")
    attach(
        subject_type=Adjustment._meta.label_lower,
        subject_id=str(Adjustment.objects.earliest("pk").pk),
        upload=photo,
        actor=jo,
        at=at,
    )


def _keep_own_things(people: dict[str, User], at: datetime) -> None:
    """A view, an export and a session of everybody, an import of ada's."""
    for person in people.values():
        begin_session(
            person=person, session_key=f"of-{person.pk}", means=SignIn.Means.PASSWORD, at=at
        )
        save_view(
            list_key="inventory.stock", name="Running low", query="", team=None, actor=person, at=at
        )
        start_job(
            kind="list.export",
            actor=person,
            params={"list": "inventory.stock", "query": "", "format": "csv"},
            title="Stock, CSV",
            at=at,
        )
        run_next_job(clock=now)
    sheet = File(
        io.BytesIO(b"code,name\nSPIRITS-S0,Amaro\nSPIRITS-NEW,Vermouth\n"), name="skus.csv"
    )
    upload_import(
        kind="skus",
        name="skus.csv",
        content=sheet,
        options={"network": "SPIRITS"},
        actor=people["ada"],
        at=at,
    )
