from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories import NOON, make_person
from workbench.errors import AnswerShownOnce, FormKeyReused
from workbench.models import FormKey
from workbench.once import acts_once, answers_once
from workbench.services.once import REMEMBER, forget_forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def deeds():
    return []


@pytest.fixture
def send(deeds):
    """Send a form to a view that acts and leads on, or answers with what it is told to."""
    ada = make_person("Ada")

    @acts_once
    def view(request):
        deeds.append(request.POST.get("name"))
        status = int(request.POST.get("answer", 302))
        headers = {"Location": f"/made/{len(deeds)}/"} if status == 302 else {}
        return HttpResponse(status=status, headers=headers)

    def sending(*, person=ada, **fields):
        request = RequestFactory().post("/things/new/", fields)
        request.user = person
        return view(request)

    return sending


def test_the_second_sending_is_led_where_the_first_was(send, deeds):
    key = str(uuid4())

    first = send(form_key=key, name="Mug")
    second = send(form_key=key, name="Mug", csrfmiddlewaretoken="another")

    assert deeds == ["Mug"]
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == "/made/1/"


def test_the_same_key_with_other_content_is_refused(send, deeds):
    key = str(uuid4())
    send(form_key=key, name="Mug")

    with pytest.raises(FormKeyReused):
        send(form_key=key, name="Cup")

    assert deeds == ["Mug"]


def test_another_file_is_other_content(send, deeds):
    key = str(uuid4())
    send(form_key=key, file=SimpleUploadedFile("a.csv", b"one"))

    with pytest.raises(FormKeyReused):
        send(form_key=key, file=SimpleUploadedFile("a.csv", b"two"))


@pytest.mark.parametrize("answer", ["422", "409", "200"])
def test_what_changed_nothing_may_be_sent_again(send, deeds, answer):
    key = str(uuid4())
    send(form_key=key, name="Mug", answer=answer)

    again = send(form_key=key, name="Mug, mended")

    assert deeds == ["Mug", "Mug, mended"]
    assert again.status_code == 302


def test_a_key_is_one_person_s_own(send, deeds):
    key = str(uuid4())
    send(form_key=key, name="Mug")

    send(form_key=key, name="Mug", person=make_person("Omar"))

    assert deeds == ["Mug", "Mug"]


@pytest.mark.parametrize("fields", [{}, {"form_key": ""}, {"form_key": "nonsense"}])
def test_without_a_key_every_sending_acts(send, deeds, fields):
    send(**fields)
    send(**fields)

    assert len(deeds) == 2
    assert not FormKey.objects.exists()


def test_is_forgotten_after_two_days():
    ada = make_person("Ada")
    for age in (timedelta(0), REMEMBER + timedelta(seconds=1)):
        FormKey.objects.create(user=ada, key=uuid4(), digest="x", created_at=NOON - age)

    assert forget_forms(at=NOON) == 1
    assert FormKey.objects.get().created_at == NOON


def test_an_answer_shown_once_is_not_made_again():
    made = []

    @answers_once
    def view(request):
        made.append("token")
        return HttpResponse("token")

    request = RequestFactory().post("/clients/1/rotate/", {"form_key": str(uuid4())})
    request.user = make_person("Ada")

    assert view(request).content == b"token"
    with pytest.raises(AnswerShownOnce):
        view(request)
    assert made == ["token"]
