"""Files, comments, mentions and watching: only for people who may see the subject."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import NOON, make_person
from tests.trail import audit_actions
from workbench.errors import (
    AlreadyWatching,
    CommentEmpty,
    CommentTooLong,
    FileEmpty,
    FileKindRefused,
    FileLies,
    FileTooLarge,
    NotWatching,
    SubjectOutOfReach,
)
from workbench.models import Attachment, Comment, Notification, StoredFile, Watch
from workbench.registry import registry
from workbench.services.attachments import attach, bytes_of
from workbench.services.comments import comment, stop_watching, tell_watchers, watch
from workbench.talk import talk_of

pytestmark = pytest.mark.django_db
ABOUT = {"subject_type": "tests.thing", "subject_id": "7"}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def thing(monkeypatch):
    """A subject that everybody but Sam sees."""
    monkeypatch.setitem(registry.subject_urls, "tests.thing", lambda pk: f"/things/{pk}/")
    monkeypatch.setitem(
        registry.subject_visible, "tests.thing", lambda user, pk: user.name != "Sam Okafor"
    )


@pytest.fixture
def omar():
    return make_person("Omar")


@pytest.fixture
def sam():
    person = make_person("sam")
    person.name = "Sam Okafor"
    person.save(update_fields=["name"])
    return person


def photo(kind="JPEG", size=(40, 30)):
    out = io.BytesIO()
    picture = Image.new("RGB", size, "red")
    exif = picture.getexif()
    exif[0x010E] = "secret place"
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def add(omar, content, name="proof.jpg"):
    upload = SimpleUploadedFile(name, content)
    return attach(**ABOUT, upload=upload, actor=omar, at=NOON)


def office(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


def test_a_photo_is_kept_without_what_hides_in_it(omar):
    made = add(omar, photo())

    assert b"secret place" in photo()
    assert b"secret place" not in bytes_of(made).getvalue()
    assert (made.is_picture, made.file.name) == (True, "proof.jpg")
    assert audit_actions(made) == ["workbench.attachment.added"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", photo("PNG")),
        ("a.webp", photo("WEBP")),
        ("a.pdf", b"%PDF-1.7 x"),
        ("a.csv", "sku;größe\n1;2".encode()),
        ("a.xlsx", office("xl/workbook.xml")),
        ("../../a.txt", b"hello"),
    ],
)
def test_takes_what_evidence_comes_as(omar, name, content):
    assert add(omar, content, name).file.name == name.rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.jpg", b"%PDF-1.7", FileLies),
        ("a.pdf", photo(), FileLies),
        ("a.html", b"hello", FileLies),
        ("photo", photo(), FileLies),
        ("a.txt", b"<html><script>", FileKindRefused),
        ("a.txt", b"  <svg onload=x>", FileKindRefused),
        ("a.txt", b"MZ\x00\x01", FileKindRefused),
        ("a.jpg", photo()[:200], FileKindRefused),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), FileKindRefused),
        ("a.zip", office("anything"), FileKindRefused),
        ("a.txt", b"", FileEmpty),
        ("a.txt", b"x" * (10 * 1024 * 1024 + 1), FileTooLarge),
        ("a.gif", b"GIF89a", FileLies),
    ],
)
def test_refuses_what_lies_or_could_act_and_keeps_nothing(omar, name, content, refusal):
    with pytest.raises(refusal):
        add(omar, content, name)

    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()


def test_refuses_a_picture_that_would_burst(omar):
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")

    with pytest.raises(FileKindRefused):
        add(omar, bomb.getvalue(), "a.png")


def test_nobody_adds_to_what_they_do_not_see(sam):
    with pytest.raises(SubjectOutOfReach):
        add(sam, b"hello", "a.txt")
    with pytest.raises(SubjectOutOfReach):
        comment(**ABOUT, text="hello", actor=sam, at=NOON)
    with pytest.raises(SubjectOutOfReach):
        watch(**ABOUT, actor=sam, at=NOON)
    with pytest.raises(SubjectOutOfReach):
        comment(subject_type="x", subject_id="1", text="hi", actor=sam, at=NOON)


def test_a_comment_tells_only_those_named_who_may_see_it(omar, sam):
    ada = make_person("Ada")

    made = comment(**ABOUT, text="@ada and @sam.okafor, look. @nobody", actor=omar, at=NOON)

    notice = Notification.objects.get()
    assert (notice.user, notice.kind, notice.url) == (ada, "mention", "/things/7/")
    assert list(made.mentions.all()) == [ada]
    assert audit_actions(made) == ["workbench.comment.added"]


def test_says_whom_a_comment_did_not_reach(client, omar, sam):
    client.force_login(omar)
    said = ABOUT | {"text": "@omar, @sam.okafor and @nobody: 3 @2.50"}

    page = client.post(
        reverse("workbench:comment"), said | {"next": "/notifications/"}, follow=True
    )

    told = page.content.decode()
    assert "The comment is saved. @sam.okafor, @nobody reached nobody: nobody of these" in told


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", CommentEmpty), (" \n\x00", CommentEmpty), ("x" * 10_000_000, CommentTooLong)],
)
def test_refuses_a_comment_that_says_nothing_or_too_much(omar, text, refusal):
    with pytest.raises(refusal):
        comment(**ABOUT, text=text, actor=omar, at=NOON)

    assert not Comment.objects.exists()


def test_watchers_hear_of_it_once_and_only_while_they_may_see(omar, sam):
    watch(**ABOUT, actor=omar, at=NOON)
    Watch.objects.create(user=sam, since=NOON, **ABOUT)

    assert tell_watchers(**ABOUT, text="It changed.", at=NOON) == 1
    assert Notification.objects.get().user == omar


def test_watching_twice_and_stopping_twice_are_refused(omar):
    watch(**ABOUT, actor=omar, at=NOON)
    with pytest.raises(AlreadyWatching):
        watch(**ABOUT, actor=omar, at=NOON)

    stop_watching(**ABOUT, actor=omar, at=NOON)
    with pytest.raises(NotWatching):
        stop_watching(**ABOUT, actor=omar, at=NOON)


def test_a_file_is_served_as_a_download_to_who_sees_the_subject(client, omar, sam):
    made = add(omar, photo())
    client.force_login(omar)

    answer = client.get(f"/attachments/{made.pk}/")

    assert answer["Content-Disposition"] == 'attachment; filename="proof.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(f"/attachments/{made.pk}/small/")["Content-Type"] == "image/webp"
    client.force_login(sam)
    assert client.get(f"/attachments/{made.pk}/").status_code == 404
    assert client.get(f"/attachments/{made.pk}/small/").status_code == 404


def test_a_page_shows_what_was_added(omar, django_assert_num_queries):
    add(omar, photo())
    comment(**ABOUT, text="Look, @ada", actor=omar, at=NOON)

    with django_assert_num_queries(3):
        talk = talk_of(omar, "tests.thing", "7")

    assert talk["files"][0]["name"] == "proof.jpg"
    assert [part["text"] for part in talk["comments"][0]["parts"]] == ["Look, ", "@ada", ""]


def test_watching_is_said_and_can_be_taken_back(omar, client):
    client.force_login(omar)
    about = {"subject_type": "tests.thing", "subject_id": "7", "next": "/notifications/"}

    page = client.post("/watch/", about | {"on": "1"}, follow=True).content.decode()
    watched = Watch.objects.count()
    client.post(page.split('data-undo="')[1].split('"')[0])

    assert "You watch this now." in page
    assert (watched, Watch.objects.count()) == (1, 0)
