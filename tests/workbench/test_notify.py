"""Notifications: one line for one person."""

import pytest
from django.db.models import Q

from tests.factories import NOON, make_person, make_place
from workbench.models import Notification
from workbench.queries import unread_notifications
from workbench.services.notices import (
    bring_back_notices,
    notify,
    read_all_notifications,
    read_notification,
    settle_notices,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar():
    return make_person("Omar", role="ops agent", scope=make_place("UK"))


def tell(user, text="Your export is ready"):
    return notify(user=user, text=text, url="/jobs/1/", kind="job", at=NOON)


def test_stands_in_the_persons_list_and_on_the_bell(omar, client):
    tell(omar)
    tell(make_person("Sam"), "Not for Omar")
    client.force_login(omar)

    page = client.get("/notifications/").content.decode()

    assert "Your export is ready" in page
    assert "Not for Omar" not in page
    assert "Notifications, 1 unread" in page


def test_cuts_what_is_too_long_and_refuses_unknown_kinds(omar):
    assert len(tell(omar, "x" * 500).text) == 200
    with pytest.raises(ValueError, match="gossip"):
        notify(user=omar, text="x", url="", kind="gossip", at=NOON)


def test_opening_marks_it_read_and_leads_on(omar, client):
    notice = tell(omar)
    client.force_login(omar)

    answer = client.get(f"/notifications/{notice.pk}/")

    assert answer["Location"] == "/jobs/1/"
    assert unread_notifications(omar) == 0


def test_nobody_opens_somebody_elses(omar, client):
    notice = tell(omar)
    client.force_login(make_person("Sam", role="ops agent"))

    assert client.get(f"/notifications/{notice.pk}/").status_code == 404
    read_notification(number=notice.pk, actor=make_person("Tove"), at=NOON)
    assert unread_notifications(omar) == 1


def test_all_are_read_at_once_by_their_owner_only(omar, client):
    tell(omar)
    tell(omar)
    sam = make_person("Sam")
    tell(sam)

    assert read_all_notifications(actor=omar, at=NOON) == 2
    assert (unread_notifications(omar), unread_notifications(sam)) == (0, 1)


def test_the_empty_list_says_what_would_be_here(omar, client):
    client.force_login(omar)

    page = client.get("/notifications/?show=unread").content.decode()

    assert "Mentions, escalations and finished jobs appear here." in page
    assert not Notification.objects.exists()


def about(number):
    return {"subject_type": "shop.order", "subject_ids": [number]}


def asked(user, number=7):
    text = f"Order {number} waits for you"
    facts = {"url": "/orders/7/", "kind": "notice", "at": NOON}
    return notify(user=user, text=text, about=("shop.order", str(number)), **facts)


def test_what_is_settled_is_not_unread_and_says_what_became_of_it(omar, client):
    sam = make_person("Sam")
    asked(omar), asked(sam), asked(omar, 8)

    assert settle_notices(**about(7), text="Decided by Priya", at=NOON) == 2

    assert (unread_notifications(omar), unread_notifications(sam)) == (1, 0)
    client.force_login(omar)
    page = client.get("/notifications/").content.decode()
    assert page.index("Order 7 waits for you") < page.index("Decided by Priya")
    assert "Order 7" not in client.get("/notifications/?show=unread").content.decode()


def test_settles_only_some_and_keeps_what_was_said_first(omar):
    sam = make_person("Sam")
    asked(omar), asked(sam)

    settle_notices(**about(7), text="Given to Sam", at=NOON, only=Q(user=omar))
    settle_notices(**about(7), text="Resolved by Sam", at=NOON)

    texts = Notification.objects.order_by("pk").values_list("settled_text", flat=True)
    assert list(texts) == ["Given to Sam", "Resolved by Sam"]


def test_comes_back_as_unread_as_it_was(omar):
    sam = make_person("Sam")
    seen, _unseen = asked(omar), asked(sam)
    read_notification(number=seen.pk, actor=omar, at=NOON)
    settle_notices(**about(7), text="Decided by Priya", at=NOON)

    assert bring_back_notices(**about(7), only=Q(settled_at=NOON)) == 2

    assert (unread_notifications(omar), unread_notifications(sam)) == (0, 1)
    assert set(Notification.objects.values_list("settled_text", flat=True)) == {""}


def test_what_is_about_nothing_is_never_settled(omar):
    tell(omar)

    assert settle_notices(subject_type="", subject_ids=[], text="Over", at=NOON) == 0
    assert unread_notifications(omar) == 1
