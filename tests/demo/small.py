"""A small unit of the demo: one warehouse, two stores, forty-five SKUs, and the people's work in it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group

from accounts.models import Place
from accounts.roles import ROLES
from demo.models import Unit
from demo.people import make_people
from demo.work import make_work
from inventory.adjustments.models import Reason
from inventory.catalog.models import CostPrice, Location
from kernel.clock import now
from tests.factories import make_place
from tests.inventory.ledger.shop import event, make_location, make_sku, make_source, post_facts


def make_unit() -> Unit:
    network = make_place("SPIRITS")
    Place.objects.filter(pk=network.pk).update(currency="USD")
    network.refresh_from_db()
    depot = make_location("SPIRITS-DC", parent=network)
    Location.objects.filter(pk=depot.pk).update(kind=Location.Kind.DC)
    places = [depot.code, *(make_location(f"SPIRITS-{n}", parent=network).code for n in (1, 2))]
    stock(network, places)
    return Unit.objects.create(
        code="spirits", name="Spirits", form="spirits", network=network,
        status=Unit.Status.READY, started_at=now(),
    )  # fmt: skip


def stock(network: Place, places: list[str]) -> None:
    """Forty-five SKUs, a hundred pieces each, everywhere, a week ago."""
    at = now() - timedelta(days=7)
    skus = [make_sku(f"SPIRITS-S{n}", network=network) for n in range(45)]
    for sku in skus:
        CostPrice.objects.create(sku=sku, kind="cost", valid_from=at.date(), amount=Decimal(9))
    opened = [
        event("opening", sku=sku.code, location=place, quantity=100, occurred_at=at)
        for sku in skus
        for place in places
    ]
    post_facts(opened, source=make_source("opening"), received_at=now())


def make_demo() -> Unit:
    """The unit, the people and a day's work. A test before may have emptied what migrations leave."""
    for role in ROLES:
        Group.objects.get_or_create(name=role)
    if not Reason.objects.exists():
        begin = import_module("inventory.adjustments.migrations.0002_reasons_to_begin_with").begin
        begin(apps, None)
    unit = make_unit()
    make_people(at=now())
    assert make_work(at=now())
    return unit
