import json
import os
import re
import signal
import socket
import subprocess
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config.engines import own, record
from config.engines.processes import command_line, wait_until
from tests.config.conftest import PATIENCE_S, environment, manage_arguments


class Served:
    """`manage.py serve` in the background, with what it said."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.said = folder / "said.txt"

    def start(self):
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                manage_arguments("serve"),
                env=environment(
                    self.folder,
                    DJANGO_SETTINGS_MODULE="config.settings.demo",
                    PLUMBLINE_PORT=str(self.port),
                    PLUMBLINE_WORKERS="1",
                ),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        opened = f"Open http://localhost:{self.port}/"
        wait_until(
            lambda: opened in self.said.read_text() or self.process.poll() is not None,
            seconds=PATIENCE_S,
        )
        assert opened in self.said.read_text(), self.said.read_text()
        return float(re.findall(r"([\d.]+) s  Open http", self.said.read_text())[-1])

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def children(self):
        return json.loads((self.folder / "serving.json").read_text())

    def status(self, path):
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_S) as answer:
                return answer.status
        except URLError as refused:
            return getattr(refused, "code", None)


@pytest.fixture
def served(data_dir):
    (port,) = record.free_ports(1)
    running = Served(data_dir, port)
    running.took = running.start()
    yield running
    if running.process.poll() is None:
        running.stop()


def test_everything_runs_survives_and_stops(served):
    assert wait_until(lambda: served.status("/health/ready") == 200, seconds=PATIENCE_S)
    children = served.children()
    assert set(children) == {"web", "worker", "jobs", "scheduler"}

    os.kill(children["worker"], signal.SIGKILL)
    assert wait_until(
        lambda: served.children().get("worker", 0) not in {0, children["worker"]},
        seconds=PATIENCE_S,
    )

    assert served.stop(signal.SIGINT) == 0
    assert not any(each.pid for each in own.status(served.folder))
    assert [pid for pid in children.values() if "celery" in command_line(pid)] == []
    assert "nothing is lost" in served.said.read_text()


def test_it_starts_again_after_everything_was_killed(served):
    numbers = [*served.children().values(), *(each.pid for each in own.status(served.folder))]
    for number in [served.process.pid, *numbers[1:]]:
        os.kill(number, signal.SIGKILL)
    served.process.wait()
    assert command_line(numbers[0]), "the web server is left behind on purpose"

    seconds = served.start()

    assert served.status("/health/live") == 200
    # Nothing is made anew, and what was left behind is not waited for.
    assert seconds < served.took + 30


def test_a_busy_port_is_one_sentence(manage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = manage("serve", PLUMBLINE_PORT=str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program. Choose another one: PLUMBLINE_PORT={port + 10}.\n"
    )


@pytest.mark.parametrize("given", ["0", "65536"])
def test_a_port_that_cannot_be_is_one_sentence(manage, given):
    done = manage("serve", PLUMBLINE_PORT=given)

    assert done.returncode == 1
    assert done.stderr == f"PLUMBLINE_PORT must be a port from 1 to 65535, not {given}.\n"


@pytest.mark.parametrize("command", ["serve", "check", "showmigrations"])
def test_a_data_folder_nobody_can_write_is_one_sentence(manage, command):
    done = manage(command, PLUMBLINE_DATA_DIR="/proc/nowhere")

    assert done.returncode == 1
    assert done.stderr.endswith("Set PLUMBLINE_DATA_DIR to a folder you may write to.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("given", ["eighty", "-1", "80.5"])
def test_a_port_that_is_no_number_is_one_sentence(manage, given):
    done = manage("serve", PLUMBLINE_PORT=given)

    assert done.returncode == 1
    assert done.stderr == f"PLUMBLINE_PORT must be a whole number, not '{given}'.\n"
