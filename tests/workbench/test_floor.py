"""The floor: tasks by right, any label opens what it names; photos of barcodes are read."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import make_person, make_place
from tests.workbench.test_barcodes import picture
from workbench.barcodes import bars
from workbench.registry import Count, FloorTask, registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(client):
    person = make_person("Jo", role="store staff", scope=make_place("UK"))
    client.force_login(person)
    return person


def test_shows_the_tasks_a_person_may_do(client, jo, monkeypatch):
    tasks = [
        FloorTask("Tile for all", "scan", "workbench:jobs", "floor.view", lambda user: Count(3)),
        FloorTask("Tile for admins", "scan", "workbench:jobs", "users.manage"),
    ]
    monkeypatch.setattr(registry, "floor", tasks)

    page = client.get("/floor/").content.decode()

    assert "Tile for all" in page
    assert "Tile for admins" not in page


def test_a_label_opens_what_it_names(client, jo, monkeypatch):
    found = [lambda user, code: "/jobs/" if code == "TR-000001" else ""]
    monkeypatch.setattr(registry, "scan_targets", found)

    assert client.get("/floor/?code=TR-000001")["Location"] == "/jobs/"
    unknown = client.get("/floor/?code=<b>X")
    assert unknown.status_code == 422
    assert "Nothing goes by this label" in unknown.content.decode()
    assert "<b>X" not in unknown.content.decode()


def test_a_link_printed_on_a_document_opens_its_page(client, jo):
    page = "/inventory/transfers/TR-000001/?printed=3"

    assert client.get("/floor/", {"code": f"http://testserver{page}"})["Location"] == page
    for stranger in ("http://elsewhere/jobs/", "http://testserver//elsewhere/", "javascript:1"):
        assert client.get("/floor/", {"code": stranger}).status_code == 422, stranger


def send(client, content):
    return client.post("/scan/photo/", {"photo": SimpleUploadedFile("p.jpg", content)})


def test_reads_the_bars_in_a_photo(client, jo):
    out = io.BytesIO()
    picture(bars("5012345678900")).save(out, "JPEG")

    assert send(client, out.getvalue()).json() == {"code": "5012345678900"}


def test_says_when_there_is_nothing_to_read(client, jo):
    out = io.BytesIO()
    Image.new("L", (200, 200), 255).save(out, "PNG")

    assert send(client, out.getvalue()).json() == {"code": ""}


@pytest.mark.parametrize("content", [b"not a picture", b"GIF89a", b"\xff\xd8\xff\xe0broken"])
def test_refuses_what_is_no_photo(client, jo, content):
    answer = send(client, content)

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("The photo was not read:")


def test_the_worker_may_watch_over_every_page(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
