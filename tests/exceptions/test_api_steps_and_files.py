"""Playbook steps and files of a case by API: always for a named person, with that person's rights."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exceptions.actions import CaseAction, Unfinished, register_action
from exceptions.models import Playbook, PlaybookStep, StepDone
from tests.api import said
from tests.exceptions.desk import make_case
from workbench.models import Attachment

pytestmark = pytest.mark.django_db
TEXT = b"Counted twice, seven on the shelf.\n"


@pytest.fixture
def case(camden):
    made = make_case(camden)
    made.playbook = Playbook.objects.create(key="book", name="Book")
    made.save(update_fields=["playbook"])
    return made


@pytest.fixture
def call(api, case):
    def calling(path, body=None, *, scope="cases:read cases:act", **more):
        address = f"cases/{case.reference}/{path}"
        if body is None:
            return api.get(address, scope=scope, **more)
        return api.post(address, body, scope=scope, **more)

    return calling


@pytest.fixture
def upload(call, omar):
    def uploading(content=TEXT, name="count.txt", *, person=omar, **more):
        body = {"on_behalf_of": person.email, "file": SimpleUploadedFile(name, content)}
        return call("attachments", body, scope="cases:read cases:write", form=True, **more)

    return uploading


def step(case, **columns):
    columns = {"position": 1, "title": "Look", "required": True} | columns
    return PlaybookStep.objects.create(playbook=case.playbook, **columns)


def test_does_a_step_for_a_person_and_shows_its_proof(call, case, omar):
    one = step(case, evidence="note")
    body = {"on_behalf_of": omar.email, "note": "7 there"}

    done = call(f"steps/{one.pk}/do", body)
    shown = call("steps").json()["results"]

    assert done.status_code == 200, done.content
    assert done.json()["results"] == shown
    assert (shown[0]["number"], shown[0]["done"]["note"]) == (one.pk, "7 there")
    assert StepDone.objects.get().done_by == omar


def test_a_step_runs_its_command_with_the_rights_of_the_person(call, case, omar):
    register_action(
        CaseAction(
            key="audit_only",
            label="Only for auditors",
            permission="audit.view",
            run=lambda case, actor, at: "done",
            applies=lambda case: True,
        )
    )
    one = step(case, action="audit_only")

    answer = call(f"steps/{one.pk}/do", {"on_behalf_of": omar.email})

    assert said(answer) == (403, "action_not_allowed")
    assert not StepDone.objects.exists()


def test_says_what_a_command_did_that_left_its_step_to_be_done(call, case, omar):
    register_action(
        CaseAction(
            key="half_done",
            label="Half of it",
            permission="cases.work",
            run=lambda case, actor, at: Unfinished("1 posted. 1 still waits."),
            applies=lambda case: True,
        )
    )
    one = step(case, action="half_done")

    answer = call(f"steps/{one.pk}/do", {"on_behalf_of": omar.email})

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["said"], told["results"][0]["done"]) == ("1 posted. 1 still waits.", None)
    assert not StepDone.objects.exists()


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"scope": "cases:write"}, 403, "missing_scope"),
        ({"version": 9}, 409, "case_changed"),
    ],
)
def test_does_no_step(call, case, omar, more, status, code):
    answer = call(f"steps/{step(case).pk}/do", {"on_behalf_of": omar.email}, **more)

    assert said(answer) == (status, code)
    assert not StepDone.objects.exists()


def test_steps_of_other_places_are_not_there(call, case, omar, york):
    one = step(case)

    answers = [
        call("steps", place=york),
        call(f"steps/{one.pk}/do", {"on_behalf_of": omar.email}, place=york),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_keeps_a_file_and_gives_it_back(upload, call, omar):
    made = upload()
    listed = call("attachments").json()["results"]
    sent = call(f"attachments/{made.json()['number']}")

    assert made.status_code == 201, made.content
    assert listed == [made.json()]
    assert (listed[0]["name"], listed[0]["added_by"]) == ("count.txt", omar.name)
    assert listed[0]["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert b"".join(sent.streaming_content) == TEXT
    assert sent["Content-Disposition"].startswith("attachment")


def test_a_file_is_sent_whatever_type_is_asked_for(upload, call):
    number = upload().json()["number"]

    sent = call(f"attachments/{number}", Accept="image/png")

    assert sent.status_code == 200


def test_the_same_upload_again_is_kept_once(upload):
    answers = [upload(key="f-1") for _ in range(2)]
    other = upload(b"Something else\n", key="f-1")

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (Attachment.objects.count(), other.json()["code"]) == (1, "call_key_reused")


def test_a_file_that_lies_is_refused(upload):
    answer = upload(b"MZ\x90\x00 not a picture", name="shelf.png")

    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_a_person_who_does_not_see_the_case_adds_nothing(upload, make_manager, york):
    answer = upload(person=make_manager(york))

    assert said(answer) == (403, "subject_out_of_reach")


def test_files_of_other_places_are_not_there(upload, call, york):
    number = upload().json()["number"]

    answers = [
        call("attachments", place=york),
        call(f"attachments/{number}", place=york),
        upload(place=york),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_file_is_read_at_its_own_case_only(upload, api, camden):
    number, other = upload().json()["number"], make_case(camden, fingerprint="cell:2")

    answer = api.get(f"cases/{other.reference}/attachments/{number}", scope="cases:read")

    assert answer.status_code == 404
