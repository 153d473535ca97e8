from approvals.jobs import BULK_DECIDE
from kernel.clock import now
from tests.approvals.world import ask, fresh, vote
from tests.factories import make_person, make_place
from workbench.job_kinds import Progress
from workbench.services.jobs import start_job


class Quiet(Progress):
    def report(self, done: int, total: int, message: str = "") -> None:
        """Nobody looks."""


def test_decides_on_each_and_says_what_was_left(world):
    first, second = ask(world, code="one"), ask(world, code="two")
    vote(second, world.mo)
    params = {"verdict": "approve", "seen": {str(first.pk): 1, str(second.pk): 1}}
    params |= {"reason_code": "", "reason": ""}
    job = start_job(kind=BULK_DECIDE.key, actor=world.priya, params=params, at=now())

    outcome = BULK_DECIDE.run(job, Quiet(job, clock=now))

    assert outcome.figures == {"done": 1, "left": 1}
    assert "1 of 2 approved." in outcome.message
    assert "Mo approved this" in outcome.message
    assert fresh(first).status == "approved"


def test_names_what_the_person_sees_no_longer(world):
    request = ask(world)
    params = {"verdict": "approve", "seen": {str(request.pk): 1}, "reason_code": "", "reason": ""}
    nora = make_person("Nora", role="store manager", scope=make_place("FAR"))
    job = start_job(kind=BULK_DECIDE.key, actor=nora, params=params, at=now())

    outcome = BULK_DECIDE.run(job, Quiet(job, clock=now))

    assert outcome.figures == {"done": 0, "left": 1}
    assert fresh(request).is_open
