"""A thousand cases at once, the way people start it: the form, the job, its progress, its outcome."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exceptions.models import Case
from kernel.clock import now
from tests.exceptions.desk import case_in, make_case
from workbench.models import BulkResult, Comment, Job, Notification
from workbench.services.jobs import cancel_job, run_next_job, start_job

pytestmark = pytest.mark.django_db
# Of one chunk, whatever its size: locks, checks, one update, the trail, what was left, how far.
STATEMENTS_OF_A_CHUNK = 12
OF_THE_JOB = 25


@pytest.fixture
def as_lena(client, lena):
    client.force_login(lena)
    return client


def many(place, count: int) -> list[Case]:
    return [make_case(place, fingerprint=f"cell:{n}") for n in range(count)]


def start(client, verb, cases, **said) -> Job:
    said |= {"id": [case.reference for case in cases], "confirmed": "1"}
    answer = client.post(f"/exceptions/cases/bulk/{verb}/", said)
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    return job


def work() -> Job:
    return run_next_job(clock=now)


def confirmed(client, verb, count: int, **said) -> None:
    """All that match are chosen; what comes back is sent as it is, with what it asks for."""
    asked = {"all": "1", "query": "", "seen": str(count)}
    page = client.post(f"/exceptions/cases/bulk/{verb}/", asked).content.decode()
    form = page.split('<form class="body stack" method="post">')[1].split("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields: dict[str, list[str]] = {}
    for name, value in hidden:
        fields.setdefault(name, []).append(value)
    answer = client.post(f"/exceptions/cases/bulk/{verb}/", fields | said)
    assert answer.status_code == 302, answer.status_code


def test_assigns_a_thousand_in_four_steps_and_few_statements(as_lena, omar, camden):
    many(camden, 1_000)
    confirmed(as_lena, "assign", 1_000, owner=omar.pk)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        job = work()

    assert (job.status, job.message) == ("done", "1,000 of 1,000 assigned.")
    assert (job.progress_done, job.progress_total) == (1_000, 1_000)
    assert Case.objects.filter(owner=omar, status="assigned").count() == 1_000
    assert len(asked) <= 4 * STATEMENTS_OF_A_CHUNK + OF_THE_JOB, len(asked)
    steps = [one["sql"] for one in asked if '"progress_done" = ' in one["sql"]]
    assert [f'"progress_done" = {n}' in sql for n, sql in zip((250, 500, 750, 1_000), steps, strict=False)] == [True] * 4  # fmt: skip
    assert [one.text for one in Notification.objects.filter(user=omar)] == [
        "1000 cases are yours now"
    ]


def test_says_of_each_that_was_left_why(as_lena, lena, omar, camden):
    cases = many(camden, 30)
    mine = case_in("assigned", camden, omar, fingerprint="cell:mine")
    over = case_in("closed", camden, omar, fingerprint="cell:over")
    start(as_lena, "assign", [*cases, mine, over], owner=omar.pk)

    job = work()

    assert job.message == (
        "30 of 32 assigned. 2 not changed: 1 already theirs, 1 already resolved."
    )
    kept = BulkResult.objects.get()
    assert {row["key"]: row["code"] for row in kept.left} == {
        mine.reference: "case_is_yours",
        over.reference: "case_is_over",
    }
    shown = as_lena.get(job.result["url"]).content.decode()
    assert mine.reference in shown
    assert cases[0].reference not in shown


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("snooze", {"until": "changes"}, "60 of 60 snoozed."),
        ("severity", {"severity": "high"}, "60 of 60 changed."),
        ("take", {}, "60 of 60 taken."),
        ("watch", {}, "60 of 60 watched."),
        ("reroute", {}, "60 of 60 routed again."),
        ("comment", {"text": "Counted."}, "60 of 60 commented on."),
    ],
)
def test_other_verbs_are_jobs_as_well(as_lena, camden, verb, said, words):
    start(as_lena, verb, many(camden, 60), **said)

    assert work().message == words


def test_merging_many_into_one_goes_through(as_lena, lena, camden):
    survivor, *others = many(camden, 31)
    start(as_lena, "merge", others, other=survivor.reference)

    assert work().message == "30 of 30 merged."
    assert Case.objects.filter(merged_into=survivor).count() == 30


def test_a_run_goes_on_where_the_one_before_was_cut_off(lena, camden):
    cases = many(camden, 30)
    given = {"text": "Counted."}
    params = {"verb": "comment", "ids": [case.pk for case in cases], "given": given}
    job = start_job(kind="exceptions.bulk", actor=lena, params=params, at=now())
    Job.objects.filter(pk=job.pk).update(result={"at": 25, "done": 25})

    done = work()

    assert done.message == "30 of 30 commented on."
    assert {case.pk for case in cases[25:]} == commented()


def commented() -> set[int]:
    return {int(one) for one in Comment.objects.values_list("subject_id", flat=True)}


def test_stopped_by_its_person_it_says_what_was_left(as_lena, lena, omar, camden):
    job = start(as_lena, "assign", many(camden, 30), owner=omar.pk)
    cancel_job(number=job.pk, actor=lena, at=now())

    assert work() is None
    assert Case.objects.filter(owner=omar).count() == 0
