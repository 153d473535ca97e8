"""Notifications: one line for one person."""

import pytest

from tests.factories import NOON, make_person, make_place
from workbench.models import Notification
from workbench.queries import unread_notifications
from workbench.services.notices import notify, read_all_notifications, read_notification

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
