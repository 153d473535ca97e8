from approvals.jobs import BULK_DECIDE
from kernel.clock import now
from tests.approvals.world import ask, fresh, vote
from tests.factories import make_person, make_place
from workbench.models import Job
from workbench.services.jobs import run_next_job, start_job


def job_on(actor, *requests) -> Job:
    params = {"verdict": "approve", "seen": {str(one.pk): 1 for one in requests}}
    params |= {"reason_code": "", "reason": ""}
    return start_job(kind=BULK_DECIDE.key, actor=actor, params=params, at=now())


def figures_of(job: Job) -> tuple[int, int]:
    return job.result["done"], job.result["left"]


def test_decides_on_each_and_says_what_was_left(world):
    first, second = ask(world, code="one"), ask(world, code="two")
    vote(second, world.mo)
    job_on(world.priya, first, second)

    job = run_next_job(clock=now)

    assert figures_of(job) == (1, 1)
    assert "1 of 2 approved." in job.message
    assert "Mo approved this" in job.message
    assert fresh(first).status == "approved"


def test_names_what_the_person_sees_no_longer(world):
    request = ask(world)
    job_on(make_person("Nora", role="store manager", scope=make_place("FAR")), request)

    job = run_next_job(clock=now)

    assert figures_of(job) == (0, 1)
    assert fresh(request).is_open


def test_goes_on_where_a_run_that_died_had_come_to(world):
    first, second = ask(world, code="one"), ask(world, code="two")
    job = job_on(world.priya, first, second)
    vote(first, world.priya)
    Job.objects.filter(pk=job.pk).update(result={"at": 1, "done": 1})

    job = run_next_job(clock=now)

    assert job.message == "2 of 2 approved."
    assert fresh(second).status == "approved"
