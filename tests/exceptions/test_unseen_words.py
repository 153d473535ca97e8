"""What people must write is asked for again when nothing of it shows, on the screen and over the API."""

import pytest

from exceptions.models import Occurrence
from tests.api import said
from tests.exceptions.desk import case_in, make_case, make_code
from tests.exceptions.rules_world import make_agents, make_draft, make_queue, rule
from workbench.models import Comment

pytestmark = pytest.mark.django_db
UNSEEN = "\u200b\u2060 \ufeff\u00ad\u00a0"


@pytest.fixture
def queue(network):
    return make_queue("night", *make_agents("Sam", scope=network))


@pytest.fixture
def case(camden, omar):
    make_code("loss", note_required=True)
    return case_in("in_progress", camden, omar)


def sent(client, who, path, **fields):
    client.force_login(who)
    answer = client.post(f"/exceptions/{path}", fields)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "fields", "sentence"),
    [
        ("wait", {"on": UNSEEN}, "say on whom the case waits."),
        ("resolve", {"code": "loss", "note": UNSEEN}, "needs a sentence that says what was done"),
    ],
)
def test_on_a_case(client, omar, case, verb, fields, sentence):
    status, page = sent(
        client, omar, f"cases/{case.reference}/{verb}/", version=case.version, **fields
    )

    assert status == 422
    assert sentence in page


def test_in_a_comment(client, omar, case):
    client.force_login(omar)
    about = {"subject_type": "exceptions.case", "subject_id": str(case.pk)}

    answer = client.post("/comments/add/", {**about, "text": UNSEEN})

    assert answer.status_code == 422
    assert "write something first" in answer.content.decode()
    assert not Comment.objects.exists()


def test_in_the_note_for_the_next_shift(client, lena, queue):
    status, page = sent(client, lena, "workload/note/", queue=queue.pk, text=UNSEEN)

    assert status == 422
    assert "Fill in “Note for the next shift”." in page


def test_in_the_name_of_a_rule_and_the_note_of_its_publishing(client, ada, queue):
    draft = make_draft(rule(queue), actor=ada)
    typed = {"queue": queue.pk, "owner_choice": "nobody", "sla_minutes": "60"}
    of = f"rules/drafts/{draft.pk}"

    named = sent(client, ada, f"{of}/rules/new/", name=UNSEEN, version=draft.version, **typed)
    noted = sent(client, ada, f"{of}/publish/", note=UNSEEN, version=draft.version)

    assert (named[0], noted[0]) == (422, 422)
    assert "Fill in “Name”." in named[1]
    assert "Say what changes and why." in noted[1]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("comment", {"text": UNSEEN, "on_behalf_of": "omar@example.com"}),
        ("resolve", {"code": "loss", "note": UNSEEN}),
        ("wait", {"on": UNSEEN}),
    ],
)
def test_over_the_api(api, case, verb, body):
    answer = api.post(f"cases/{case.reference}/{verb}", body, scope="cases:write")
    blank = api.post(
        f"cases/{case.reference}/{verb}",
        {name: " " if text == UNSEEN else text for name, text in body.items()},
        scope="cases:write",
    )

    assert answer.status_code in {400, 422}
    assert (said(answer), answer.json()["errors"]) == (said(blank), blank.json()["errors"])


def test_what_is_split_off_keeps_its_title_when_nothing_of_another_shows(api, camden):
    case = make_case(camden)
    make_case(camden, evidence={"available": -9})
    newest = Occurrence.objects.filter(case=case).order_by("-pk").first()

    answer = api.post(
        f"cases/{case.reference}/split", {"seen": [newest.pk], "title": UNSEEN}, scope="cases:write"
    )

    assert (answer.status_code, answer.json()["title"]) == (200, case.title)
