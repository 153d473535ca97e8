import pytest

from config.celery import CORRELATION, LONG_HARD_SECONDS, LONG_WORK, NIGHTLY, RHYTHM, app
from kernel.context import acting, current


@pytest.fixture
def seen():
    found = []

    @app.task(name="tests.config.look")
    def look():
        found.append(current())

    yield found, look
    app.tasks.pop("tests.config.look")


def test_work_carries_the_correlation_of_who_asked(seen):
    found, look = seen

    with acting(correlation_id="order:9"):
        look.apply(headers={CORRELATION: current().correlation_id})

    assert found[0].correlation_id == "order:9"
    assert found[0].request_id


def test_work_nobody_asked_for_has_a_correlation_of_its_own(seen):
    found, look = seen

    look.apply()

    assert found[0].correlation_id == found[0].request_id
    assert current().correlation_id == ""


@pytest.mark.parametrize("task", sorted(RHYTHM | NIGHTLY))
def test_every_beat_calls_a_task_that_exists(task):
    app.loader.import_default_modules()

    assert task in app.tasks
    assert app.conf.beat_schedule[task]["options"]["expires"] >= RHYTHM.get(task, 0)


@pytest.mark.parametrize("task", sorted(LONG_WORK))
def test_long_work_has_the_time_it_needs_and_a_queue_of_its_own(task):
    app.loader.import_default_modules()

    assert 0 < app.tasks[task].soft_time_limit < app.tasks[task].time_limit == LONG_HARD_SECONDS
    assert app.amqp.router.route({}, task)["queue"].name == "long"


@pytest.mark.parametrize("task", sorted(RHYTHM.keys() - set(LONG_WORK)))
def test_a_sweep_is_short_and_never_waits_behind_long_work(task):
    app.loader.import_default_modules()

    assert app.tasks[task].time_limit in {None, 90}
    assert app.amqp.router.route({}, task)["queue"].name == "celery"
