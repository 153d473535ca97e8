import json
import subprocess
import sys
import time

import pytest

from config.engines.errors import EngineError
from config.engines.processes import command_line, wait_until
from config.serving import child as children
from config.serving.child import Child
from config.serving.supervisor import Supervisor, alone
from tests.config.conftest import PATIENCE_S

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(3600)"


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said, monkeypatch):
    monkeypatch.setattr(children, "PAUSES", (0.05, 0.05))
    running = Supervisor(folder=tmp_path, say=said.append)
    yield running
    running.stop()


def python(name, code, **options):
    return Child(name, [sys.executable, "-c", code], **{"grace": 0.5, **options})


def watched(supervisor, condition):
    def look():
        supervisor.watch()
        return condition()

    return wait_until(look, seconds=PATIENCE_S)


def test_a_child_that_falls_is_started_again(supervisor, said):
    web = python("web", "import time; time.sleep(3600)")
    supervisor.add(web)
    first = web.process.pid

    web.process.kill()

    assert watched(supervisor, lambda: web.runs and web.process.pid != first)
    assert said[0].startswith("web ended (signal 9), started again in 0.05 s. Its log: ")


def test_work_with_an_end_is_not_repeated(supervisor, said):
    loader = python("loader", "print('all in')", tries=3)
    supervisor.add(loader)

    assert watched(supervisor, lambda: loader.over)

    assert said == []
    assert (supervisor.logs / "loader.log").read_text() == "all in\n"


def test_work_that_fails_each_time_is_given_up_aloud(supervisor, said):
    loader = python("loader", "raise SystemExit(3)", tries=2)
    supervisor.add(loader)

    assert watched(supervisor, lambda: loader.over)

    assert "loader ended (exit 3), given up." in said[-1]
    assert len(said) == 2


def test_who_does_not_stop_in_time_is_killed(supervisor):
    stubborn = python("stubborn", STUBBORN)
    supervisor.add(stubborn)
    assert wait_until((supervisor.logs / "stubborn.log").read_text, seconds=PATIENCE_S)
    began = time.monotonic()

    supervisor.stop()

    assert not stubborn.runs
    assert 0.4 < time.monotonic() - began < PATIENCE_S


def test_what_a_killed_supervisor_left_is_ended_first(tmp_path, said):
    left = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(3600)", "manage.py"], start_new_session=True
    )
    assert wait_until(lambda: "manage.py" in command_line(left.pid), seconds=PATIENCE_S)
    (tmp_path / "serving.json").write_text(f'{{"web": {left.pid}}}')

    Supervisor(folder=tmp_path, say=said.append).end_leftovers()

    assert left.wait(PATIENCE_S) == -9
    assert not (tmp_path / "serving.json").exists()


def test_whoever_reads_the_numbers_while_they_change_reads_them_whole(supervisor, tmp_path):
    supervisor.add(python("web", "import time; time.sleep(3600)"))
    with (tmp_path / "serving.json").open() as reading:
        supervisor.add(python("worker", "import time; time.sleep(3600)"))

        assert list(json.loads(reading.read())) == ["web"]

    assert list(json.loads((tmp_path / "serving.json").read_text())) == ["web", "worker"]


def test_a_number_that_now_belongs_to_a_stranger_is_left_alone(tmp_path, said):
    stranger = subprocess.Popen(["sleep", "3600"], start_new_session=True)
    (tmp_path / "serving.json").write_text(f'{{"web": {stranger.pid}}}')

    Supervisor(folder=tmp_path, say=said.append).end_leftovers()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_second_one_on_the_same_folder_is_refused(tmp_path):
    with alone(tmp_path), pytest.raises(EngineError, match="already runs"), alone(tmp_path):
        pass


def test_a_long_log_is_turned_over(supervisor, monkeypatch):
    monkeypatch.setattr("config.serving.supervisor.LOG_BYTES", 10)
    supervisor.logs.mkdir()
    (supervisor.logs / "web.log").write_text("0123456789ABC")

    supervisor.add(python("web", ""))

    assert (supervisor.logs / "web.log.1").read_text() == "0123456789ABC"
