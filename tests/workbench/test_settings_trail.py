"""Settings that share a page show who changed what, each line with what it is about."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from approvals.services.delegations import add_delegation
from inventory.adjustments.models import Reason
from inventory.adjustments.services import create_reason
from inventory.counts.services.rules import create_plan
from kernel.clock import now
from tests.approvals.world import make_world
from tests.factories import NOON, make_person, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def uk():
    return make_place("UK", name="UK")


def page(person, address) -> str:
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode().split(">History</h2>")[1]


def test_of_reason_codes(uk):
    ada = make_person("Ada", role="admin", scope=uk)
    create_reason(
        code="moth", label="Eaten by moths", effect=Reason.Effect.LOST, states=["available"],
        needs_note=False, needs_photo=False, band=Decimal(50), actor=ada, at=NOON,
    )  # fmt: skip

    text = page(ada, "/inventory/adjustments/reasons/")

    assert "Reason created" in text
    assert "Eaten by moths" in text
    assert "Ada" in text


def test_of_plans_of_counting_only_within_ones_places(uk):
    camden, york = make_place("112", parent=uk), make_place("027", parent=uk)
    lena = make_person("Lena", role="ops lead", scope=uk)
    wanted = {"is_active": True, "lines": 20, "every_days": 7, "on_below_zero": True}
    wanted |= {"on_snapshot": True, "short_picks": 2}
    create_plan(place=camden, wanted=wanted, actor=lena, at=NOON)

    assert "plan of counts made" in page(lena, "/inventory/counts/rules/").lower()
    there = make_person("Priya", role="store manager", scope=york)
    assert "plan of counts made" not in page(there, "/inventory/counts/rules/").lower()


def test_of_absences_one_sees():
    world = make_world()
    add_delegation(
        person=world.priya, deputy=world.mo, starts_at=now(), ends_at=now() + timedelta(days=7),
        note="Away", actor=world.priya, at=now(),
    )  # fmt: skip

    assert "Absence noted" in page(world.priya, "/approvals/delegations/")


def test_of_how_deliveries_are_received(uk):
    ada = make_person("Ada", role="admin", scope=uk)

    assert "Nothing yet" in page(ada, "/inventory/receipts/settings/")
