"""What the desk refuses comes back on the case, with what was typed and the way to the field."""

import pytest

from exceptions.models import Case
from exceptions.services.routing import route_new_cases
from tests.exceptions.desk import case_in, make_code
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(omar, camden):
    case = case_in("in_progress", camden, omar)
    make_code("loss", note_required=True)
    return case


@pytest.fixture
def as_omar(client, omar):
    client.force_login(omar)
    return client


def send(client, case, verb, **said):
    said |= {"version": case.version, "query": "kind=below_zero"}
    answer = client.post(f"/exceptions/cases/{case.reference}/{verb}/", said)
    return answer.status_code, answer.content.decode()


def test_a_dialog_opens_again_with_its_summary(as_omar, case):
    status, page = send(as_omar, case, "wait", on=" ")

    dialog = page.split('<dialog id="d-wait"')[1].split("</dialog>")[0]
    assert status == 422
    assert dialog.startswith(' aria-labelledby="d-wait-t" data-open>')
    assert "There is a problem" in dialog
    assert 'href="#d-wait-on"' in dialog
    assert "<title>Error: " in page


def test_the_note_typed_for_another_case_is_kept(as_omar, case):
    status, page = send(as_omar, case, "link", other="CS-999999")

    assert status == 422
    assert 'value="CS-999999"' in page.split('<dialog id="d-link"')[1]


def test_a_step_is_refused_where_it_was_typed(as_omar, case):
    Case.objects.filter(pk=case.pk).update(routed_at=None)
    route_new_cases(at=NOON)
    case.refresh_from_db(fields=["version"])
    step = Case.objects.get(pk=case.pk).playbook.steps.filter(evidence="note", retired_at=None)[0]
    url = f"/exceptions/cases/{case.reference}/steps/{step.pk}/do/"

    answer = as_omar.post(url, {"note": "x" * 501, "query": "kind=below_zero"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#note-{step.pk}"' in page
    assert "x" * 501 in page
    assert "kind=below_zero" in page


def test_a_step_done_leads_back_to_the_list_it_was_opened_from(as_omar, case):
    Case.objects.filter(pk=case.pk).update(routed_at=None)
    route_new_cases(at=NOON)
    step = Case.objects.get(pk=case.pk).playbook.steps.filter(evidence="note", retired_at=None)[0]
    url = f"/exceptions/cases/{case.reference}/steps/{step.pk}/do/"

    answer = as_omar.post(url, {"note": "7 on the shelf", "query": "kind=below_zero"})

    assert answer["Location"] == f"/exceptions/cases/{case.reference}/?kind=below_zero"
