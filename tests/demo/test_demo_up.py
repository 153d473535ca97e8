"""What `make demo` does before the page opens: the first unit is in, and somebody can sign in to it."""

import io

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from approvals.models import ApprovalRequest
from demo.models import Unit
from inventory.ledger.models import StockLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False


def test_the_first_unit_is_there_with_people_who_see_it():
    said = io.StringIO()

    call_command("demo_up", first_unit=True, stdout=said)
    call_command("demo_up", logins=True, stdout=said)

    unit = Unit.objects.get()
    assert (unit.code, unit.status) == ("spirits", Unit.Status.READY)
    assert unit.done == unit.total > 19_000
    assert StockLevel.objects.filter(available__gt=0).exists()
    assert not ApprovalRequest.objects.filter(value=None).exists()
    login = said.getvalue().split()[0]
    client = Client()
    client.force_login(User.objects.get(email=login))
    assert client.get("/start/", follow=True).status_code == 200
    assert said.getvalue().count("@") == 3
