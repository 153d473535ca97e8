"""Clients nobody uses for ninety days are switched off at night, and their managers hear of it."""

from datetime import timedelta

import pytest

from accounts.models import ApiClient, ApiToken
from accounts.services import disable_client, enable_client, rotate_token
from tests.factories import NOON, make_person
from tests.trail import audit_actions
from workbench.models import Notification
from workbench.services.idle_clients import close_idle_clients

LATER = NOON + timedelta(days=90)
DAY = timedelta(days=1)


def is_active():
    return ApiClient.objects.get().is_active


def test_switches_it_off_and_tells_those_who_manage_it(ada, jo, abroad, tills):
    make_person("Fay", role="admin", scope=abroad)

    assert close_idle_clients(at=LATER) == 1

    assert not is_active()
    assert audit_actions(tills[0])[-1] == "accounts.client.disabled"
    (notice,) = Notification.objects.all()
    assert notice.user == ada
    assert notice.text == "tills was switched off: nobody used it for 90 days."


def test_once(ada, tills):
    close_idle_clients(at=LATER)

    assert close_idle_clients(at=LATER + DAY) == 0


def test_not_before_its_time(ada, tills):
    assert close_idle_clients(at=LATER - 10 * DAY) == 0


def test_not_one_that_calls(ada, tills):
    ApiToken.objects.update(last_used_at=LATER - DAY)

    assert close_idle_clients(at=LATER) == 0


def test_not_one_that_got_a_new_token(ada, tills):
    rotate_token(client_id=tills[0].pk, actor=ada, at=LATER - DAY)

    assert close_idle_clients(at=LATER) == 0


@pytest.mark.parametrize(("days", "closed"), [(1, 0), (90, 1)])
def test_counts_anew_from_the_day_somebody_switched_it_on(ada, tills, days, closed):
    disable_client(client_id=tills[0].pk, actor=ada, at=LATER)
    enable_client(client_id=tills[0].pk, actor=ada, at=LATER)

    assert close_idle_clients(at=LATER + days * DAY) == closed
