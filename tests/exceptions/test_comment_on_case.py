"""What people say about a case and add to it: on the page, by mention, over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import RightMissing
from accounts.services import create_client
from audit.models import Entry
from exceptions import errors
from exceptions.services import comment_on_case, comment_on_cases, watch_case
from tests.exceptions.desk import again, make_case
from tests.factories import NOON, make_person
from workbench.errors import CommentEmpty, CommentTooLong
from workbench.models import Attachment, Comment, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def nora(york):
    """She works cases, but only in York."""
    return make_person("Nora", role="ops agent", scope=york)


def say(case, text, actor, **more):
    return comment_on_case(case_id=case.pk, text=text, actor=actor, at=NOON, **more)


def subject_of(case):
    return {"subject_type": "exceptions.case", "subject_id": str(case.pk)}


def test_keeps_what_was_said_and_leaves_the_case_as_it_was(camden, omar):
    case = make_case(camden)

    say(case, "The till was offline.\r\nAsked Jo.", omar)

    said = Comment.objects.get(**subject_of(case))
    assert (said.text, said.author) == ("The till was offline.\nAsked Jo.", omar)
    assert again(case).version == case.version


def test_tells_only_those_named_who_may_see_it(camden, omar, lena, nora):
    case = make_case(camden)

    say(case, "Ask @Lena or @Nora, not @nobody", omar)

    assert [one.user for one in Notification.objects.all()] == [lena]
    assert list(Comment.objects.get().mentions.all()) == [lena]


def test_who_watches_hears_of_it_once(camden, omar, lena):
    case = make_case(camden)
    watch_case(case_id=case.pk, actor=lena, at=NOON)

    say(case, "For @Lena", omar)

    told = Notification.objects.get()
    assert (told.user, told.kind) == (lena, Notification.Kind.MENTION)
    assert case.reference in told.url


def test_many_cost_the_statements_of_a_few(camden, omar, lena):
    few, many = (
        [make_case(camden, fingerprint=f"{word}:{n}").pk for n in range(count)]
        for word, count in (("few", 2), ("many", 40))
    )
    watch_case(case_id=few[0], actor=lena, at=NOON)
    watch_case(case_id=many[0], actor=lena, at=NOON)

    spent = [statements_of_saying(ids, "Restored. @Lena", omar) for ids in (few, many)]

    assert spent[1] <= spent[0] < 30
    assert Comment.objects.filter(text="Restored. @Lena", mentions=lena).count() == 42
    assert Entry.objects.filter(action="workbench.comment.added").count() == 42


def test_of_many_each_person_hears_once_and_only_of_what_they_may_see(camden, york, omar, nora):
    cases = [
        make_case(place, fingerprint=f"cell:{n}") for n, place in enumerate((camden, york, york))
    ]

    comment_on_cases(case_ids=[one.pk for one in cases], text="@Nora look", actor=omar, at=NOON)

    told = Notification.objects.get()
    assert (told.user, told.text) == (
        nora,
        f"{omar} mentioned you, here and at 1 other: @Nora look",
    )
    assert cases[1].reference in told.url
    assert Comment.objects.filter(mentions=nora).count() == 2


def test_of_many_those_out_of_sight_are_left(camden, york, nora):
    cases = [make_case(place, fingerprint=place.code) for place in (camden, york)]

    outcome = comment_on_cases(
        case_ids=[one.pk for one in cases], text="Counted.", actor=nora, at=NOON
    )

    assert [type(error) for _case, error in outcome.refused] == [errors.CaseOutOfSight]
    assert Comment.objects.get().subject_id == str(cases[1].pk)


def statements_of_saying(case_ids, text, actor):
    with CaptureQueriesContext(connection) as spent:
        comment_on_cases(case_ids=case_ids, text=text, actor=actor, at=NOON)
    return len(spent)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", CommentEmpty), (" \n", CommentEmpty), ("x" * 4001, CommentTooLong)],
)
def test_refuses_nothing_and_too_much(camden, omar, text, refusal):
    with pytest.raises(refusal):
        say(make_case(camden), text, omar)

    assert not Comment.objects.exists()


def test_refuses_a_stranger_and_an_old_page(camden, omar, nora):
    case = make_case(camden)

    with pytest.raises(errors.CaseOutOfSight):
        say(case, "Hello", nora)
    with pytest.raises(errors.CaseChanged):
        say(case, "Hello", omar, version=case.version + 1)

    assert not Comment.objects.exists()


def test_who_only_reads_adds_nothing(client, camden, network):
    case = make_case(camden)
    tove = make_person("Tove", role="auditor", scope=network)
    client.force_login(tove)

    with pytest.raises(RightMissing):
        say(case, "Hello", tove)

    upload = {"file": SimpleUploadedFile("a.txt", b"hello")}
    assert client.post("/attachments/add/", {**subject_of(case), **upload}).status_code == 403
    assert 'name="text"' not in client.get(f"/exceptions/cases/{case.reference}/").content.decode()
    assert not Comment.objects.exists()


def test_the_panel_shows_it_and_leads_back_to_the_list(client, camden, omar):
    case = make_case(camden)
    client.force_login(omar)
    page = f"/exceptions/cases/{case.reference}/?kind=below_zero"

    answer = client.post("/comments/add/", {**subject_of(case), "text": "Counted", "next": page})

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Counted" in client.get(page).content.decode()


@pytest.mark.parametrize("size", [4001, 10 * 1024 * 1024])
def test_a_page_with_too_long_a_comment_writes_nothing(client, camden, omar, size):
    case = make_case(camden)
    client.force_login(omar)

    answer = client.post("/comments/add/", {**subject_of(case), "text": "x" * size})

    assert 400 <= answer.status_code < 500
    assert not Comment.objects.exists()


@pytest.mark.parametrize("path", ["/comments/add/", "/attachments/add/", "/watch/"])
def test_a_case_of_other_places_takes_nothing(client, camden, nora, path):
    case = make_case(camden)
    client.force_login(nora)
    upload = SimpleUploadedFile("a.txt", b"hello")

    answer = client.post(path, {**subject_of(case), "text": "x", "on": "1", "file": upload})

    assert 400 <= answer.status_code < 500
    assert not Comment.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_that_lies_is_refused_in_words(client, camden, omar):
    case = make_case(camden)
    client.force_login(omar)
    upload = SimpleUploadedFile("proof.jpg", b"%PDF-1.7 x")

    answer = client.post("/attachments/add/", {**subject_of(case), "file": upload})

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_is_read_by_who_sees_the_case_alone(client, camden, omar, nora):
    case = make_case(camden)
    client.force_login(omar)
    client.post(
        "/attachments/add/", {**subject_of(case), "file": SimpleUploadedFile("a.txt", b"hello")}
    )
    path = f"/attachments/{Attachment.objects.get().pk}/"

    seen = client.get(path)
    client.force_login(nora)

    assert b"".join(seen.streaming_content) == b"hello"
    assert client.get(path).status_code == 404


class TestOverTheApi:
    @pytest.fixture
    def post(self, client, network, ada):
        facts = {"name": "oms", "source_code": "oms", "place": None, "actor": ada, "at": NOON}
        token = create_client(scopes=["cases:write"], **facts)[1]

        def posting(case, text, **headers):
            heads = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.post(
                f"/api/v1/cases/{case.reference}/comment",
                {"text": text},
                "application/json",
                headers={"Authorization": f"Bearer {token}", **heads},
            )

        return posting

    def test_the_client_speaks_in_its_own_name(self, post, camden, lena):
        answer = post(make_case(camden), "Resent by OMS, @Lena")

        said = Comment.objects.get()
        assert answer.status_code == 200
        assert (said.author, said.agent) == (None, "client:oms")
        assert Notification.objects.get().user == lena

    @pytest.mark.parametrize("text", ["", "x" * 4001, "x" * 10 * 1024 * 1024])
    def test_refuses_nothing_and_too_much(self, post, camden, text):
        answer = post(make_case(camden), text)

        assert 400 <= answer.status_code < 500
        assert not Comment.objects.exists()

    def test_refuses_an_old_version(self, post, camden):
        answer = post(make_case(camden), "Hello", If_Match='"7"')

        assert (answer.status_code, answer.json()["code"]) == (409, "case_changed")
        assert not Comment.objects.exists()
