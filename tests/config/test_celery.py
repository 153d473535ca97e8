import pytest

from config.celery import CORRELATION, RHYTHM, app
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


@pytest.mark.parametrize("task", sorted(RHYTHM))
def test_every_beat_calls_a_task_that_exists(task):
    app.loader.import_default_modules()

    assert task in app.tasks
    assert app.conf.beat_schedule[task]["options"]["expires"] >= RHYTHM[task]
