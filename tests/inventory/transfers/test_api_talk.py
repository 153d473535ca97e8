"""What is said about a transfer, its files and who hears of it, over the API as on its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api import said
from tests.factories import make_place
from workbench.models import Attachment, Notification, Watch

pytestmark = pytest.mark.django_db
SCOPE = "transfers:read transfers:write"


@pytest.fixture
def transfer(world):
    return world.draft()


@pytest.fixture
def post(api, transfer):
    def posting(verb, body, **more):
        path = f"transfers/{transfer.reference}/{verb}"
        return api.post(path, body, scope=SCOPE, **more)

    return posting


@pytest.fixture
def read(api, transfer):
    def reading(what, **more):
        return api.get(f"transfers/{transfer.reference}/{what}", scope=SCOPE, **more)

    return reading


def test_a_client_says_something_and_reads_it_back(post, read, world):
    done = post("comments", {"text": f"@{world.priya.email.split('@')[0]} the van is late"})

    assert done.status_code == 201, done.content
    assert [one["text"] for one in read("comments").json()["results"]] == [done.json()["text"]]
    assert Notification.objects.get(user=world.priya).kind == "mention"


def test_refuses_an_empty_comment(post):
    assert said(post("comments", {"text": "   "})) == (422, "comment_empty")


def test_a_person_hears_of_it_until_they_do_not(post, world):
    who = {"on_behalf_of": world.priya.email}

    assert post("watch", who).json() == {"watching": True}
    assert said(post("watch", who))[0] == 409
    assert post("unwatch", who).json() == {"watching": False}
    assert not Watch.objects.exists()


def test_nobody_hears_of_what_they_may_not_see(post, world):
    stranger = make_place("FR")
    world.priya.place_scopes.all().delete()
    world.priya.place_scopes.create(place=stranger)

    answer = post("watch", {"on_behalf_of": world.priya.email})

    assert said(answer) == (403, "subject_out_of_reach")
    assert not Watch.objects.exists()


def test_a_file_is_added_and_read_back(post, read, world):
    told = {
        "on_behalf_of": world.priya.email,
        "file": SimpleUploadedFile("slip.txt", b"Seven boxes.\n"),
    }

    added = post("attachments", told, form=True)

    assert added.status_code == 201, added.content
    assert Attachment.objects.get().added_by == world.priya
    assert [one["name"] for one in read("attachments").json()["results"]] == ["slip.txt"]
    kept = read(f"attachments/{added.json()['number']}")
    assert b"".join(kept.streaming_content) == b"Seven boxes.\n"


def test_of_another_place_nothing_is_there(post, read):
    elsewhere = {"place": make_place("FR")}

    assert post("comments", {"text": "Hello"}, **elsewhere).status_code == 404
    assert read("comments", **elsewhere).status_code == 404
    assert read("attachments/1", **elsewhere).status_code == 404
