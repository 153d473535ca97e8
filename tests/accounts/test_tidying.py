from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.models import ApiRefusal, Device, SignIn
from accounts.services import close_stale_sessions, forget_refusals, tally_refusal
from tests.factories import NOON


def sign_in(person, *, began, seen, device=None, key="a"):
    return SignIn.objects.create(
        person=person,
        session_key=key,
        means="password",
        began_at=NOON - began,
        seen_at=NOON - seen,
        device=device,
    )


def hours(count):
    return timedelta(hours=count)


@pytest.mark.parametrize(("began", "seen", "why"), [(1, 1, "idle"), (13, 0, "too_old"), (1, 0, "")])
def test_closes_what_nobody_uses_any_more(jo, began, seen, why):
    row = sign_in(jo, began=hours(began), seen=hours(seen))

    assert close_stale_sessions(at=NOON) == bool(why)

    assert SignIn.objects.get(pk=row.pk).ended_why == why


def test_leaves_a_locked_device_alone(jo, priya, camden):
    device = Device.objects.create(
        name="Counter", place=camden, digest="d", registered_at=NOON, registered_by=priya
    )
    sign_in(jo, began=hours(5), seen=hours(5), device=device)

    assert close_stale_sessions(at=NOON) == 0


def test_drops_the_rows_of_expired_sessions(db):
    Session.objects.create(session_key="old", session_data="", expire_date=NOON)
    Session.objects.create(session_key="new", session_data="", expire_date=NOON + hours(1))

    close_stale_sessions(at=NOON)

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_forgets_tallies_after_ninety_days(tills):
    for days in (89, 91):
        tally_refusal(
            client=tills[0],
            route=f"r{days}",
            status=403,
            code="missing_scope",
            detail="",
            request_id="",
            at=NOON - timedelta(days=days),
        )

    assert forget_refusals(at=NOON) == 1

    assert ApiRefusal.objects.get().route == "r89"
