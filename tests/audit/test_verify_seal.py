"""Whoever may read the trail has the seal verified, and reads what came of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from audit.models import Entry, Seal
from tests.audit.trail import entry_ids, sealed_trail, tamper
from tests.factories import NOON, make_person, make_place
from tests.workbench.jobs import noon
from workbench.errors import SealRangeUnknown
from workbench.job_kinds import ClaimLost, Progress
from workbench.models import Job
from workbench.services.jobs import run_next_job
from workbench.services.seal_checks import start_seal_check
from workbench.trail.seal_job import run_seal_check

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, VERIFY = "/audit/seals/", "/audit/seals/verify/"
SOUND = "15 entries verified in 3 blocks, nothing was changed."


@pytest.fixture(autouse=True)
def trail(settings, anchor_file, camden):
    settings.SECOND_FACTOR_REQUIRED = False
    sealed_trail(camden, blocks=3, rows=5)
    return entry_ids()


@pytest.fixture
def verify(client, tove):
    """Presses the button and lets a worker do it; answers the job."""

    def pressed(**form):
        client.force_login(tove)
        answer = client.post(VERIFY, form)
        run_next_job(clock=noon)
        job = Job.objects.get()
        assert answer["Location"] == f"/jobs/{job.pk}/"
        return job

    return pressed


def page_of(client, person, path=PAGE):
    client.force_login(person)
    return client.get(path).content.decode()


def test_lists_the_seals_newest_first(client, tove, trail):
    client.force_login(tove)

    seals = client.get(PAGE).context["list"].page.rows

    assert [seal.number for seal in seals] == [3, 2, 1]
    assert seals[0].entries == f"{trail[10]} … {trail[14]}"
    assert all(seal.anchored for seal in seals)
    assert Seal.objects.get(number=3).head_text[:16] in page_of(client, tove)


def test_pages_by_key(client, tove, camden):
    sealed_trail(camden, blocks=25, rows=1)
    client.force_login(tove)

    first = client.get(f"{PAGE}?size=25").context["list"].page
    second = client.get(f"{PAGE}?{first.next.query}").context["list"].page

    assert [seal.number for seal in (*first.rows, *second.rows)] == list(range(28, 0, -1))


def test_asks_few_questions(client, tove, verify, django_assert_max_num_queries):
    verify()
    client.get(PAGE)

    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_says_what_to_do_while_nothing_is_sealed(client, tove):
    tamper("DELETE FROM audit_seal")

    page = page_of(client, tove)

    assert "Nothing is sealed yet" in page
    assert "PLUMBLINE_AUDIT_KEY" in page
    assert "Nobody has verified the seal here yet" in page


def test_finds_an_untouched_trail_sound(client, tove, verify):
    job = verify()

    assert (job.status, job.progress_done) == ("done", 15)
    assert job.message.startswith(SOUND)
    page = page_of(client, tove)
    assert SOUND in page
    assert "by Tove, everything" in page


def test_writes_down_who_had_it_verified_and_the_result(tove, verify):
    verify()

    entry = Entry.objects.get(action="audit.seal.verified")
    assert entry.actor == tove
    assert (entry.after["blocks"], entry.after["entries"], entry.after["damages"]) == (3, 15, 0)


def test_names_what_was_changed_and_what_to_do(client, tove, verify, trail):
    tamper("UPDATE audit_entry SET reason = 'because' WHERE id = %s", trail[6])

    job = verify()

    assert f"Block 2, entries {trail[5]} to {trail[9]}" in job.message
    assert "tell whoever runs Plumbline" in job.message
    page = page_of(client, tove)
    assert "Damaged" in page
    assert job.message in page
    assert "because" not in page


def test_tells_every_finding_beside_the_first(client, tove, verify, trail):
    tamper("UPDATE audit_entry SET reason = 'because' WHERE id IN (%s, %s)", trail[6], trail[11])

    job = verify()

    assert "1 more finding." in job.message
    assert f"Block 3, entries {trail[10]} to {trail[14]}" in page_of(client, tove)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(days=30, seconds=90), "5 entries verified in 1 block, nothing was changed."),
        (timedelta(days=31), "so nothing could be verified"),
    ],
)
def test_verifies_what_was_sealed_in_the_last_days(tove, later, said):
    start_seal_check(days="30", actor=tove, at=NOON + later)

    job = run_next_job(clock=noon)

    assert said in job.message


@pytest.mark.parametrize("days", ["31", "-7", "9" * 400, "\x00", "\u202e7"])
def test_refuses_a_range_that_is_none(client, tove, days):
    client.force_login(tove)

    answer = client.post(VERIFY, {"days": days})

    assert answer.status_code == 422
    with pytest.raises(SealRangeUnknown):
        start_seal_check(days=days, actor=tove, at=NOON)
    assert not Job.objects.exists()


def test_acts_once_however_often_the_form_is_sent(client, tove):
    client.force_login(tove)
    form = {"form_key": str(uuid4())}

    first, second = client.post(VERIFY, form), client.post(VERIFY, form)

    assert first["Location"] == second["Location"]
    assert Job.objects.count() == 1
    assert "Yours is under way" in page_of(client, tove)


def test_is_refused_without_the_right_to_read_the_trail(client, network):
    client.force_login(make_person("Omar", role="ops agent", scope=network))

    assert client.get(PAGE).status_code == 403
    assert client.post(VERIFY).status_code == 403
    assert not Job.objects.exists()


def test_names_nobody_to_those_who_see_other_places(client, verify):
    verify()
    shop = make_place("201", parent=make_place("FR"))

    page = page_of(client, make_person("Luc", role="finance", scope=shop))

    assert SOUND in page
    assert "somebody of another place" in page
    assert "Tove" not in page


def test_a_run_that_lost_its_job_writes_nothing_down(tove):
    job = start_seal_check(days="", actor=tove, at=NOON)

    with pytest.raises(ClaimLost):
        run_seal_check(job, Progress(job, clock=noon))

    assert not Entry.objects.filter(action="audit.seal.verified").exists()


def test_the_trail_leads_there(client, tove):
    assert f'href="{PAGE}"' in page_of(client, tove, "/audit/entries/")
