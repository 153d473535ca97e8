"""Run everything on this machine: engines, web server, workers, scheduler; with --demo also data."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from config import env
from config.engines import own, ready
from config.engines.errors import EngineError
from config.engines.processes import port_is_taken, wait_until
from config.serving import plan, static_files
from config.serving.steps import Steps
from config.serving.supervisor import Stopped, Supervisor, alone, stop_when_asked

FIRST_ANSWER_SECONDS = 60


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load and replay the demo data")

    def handle(self, *args: Any, **options: Any) -> None:
        self.steps = Steps(sys.stdout)
        folder = env.data_dir()
        supervisor = Supervisor(folder=folder, say=self.steps.say)
        with alone(folder):
            # What a killed predecessor left needs a moment to let go of the port.
            refuse_busy_port(patience=5 if supervisor.end_leftovers() else 0)
            stop_when_asked()
            try:
                self._run(supervisor, folder, demo=options["demo"])
            except Stopped:
                self.steps.say("Stopping")
            finally:
                supervisor.stop()
                own.stop(folder, which=own.needed())
                self.steps.say("Everything is stopped; nothing is lost. Start again any time.")

    def _run(self, supervisor: Supervisor, folder: Path, *, demo: bool) -> None:
        self._prepare(folder)
        # It takes its seconds on the second core while the first unit loads.
        supervisor.add(plan.web())
        if demo:
            self.steps.say("First business unit")
            call_command("demo_up", first_unit=True, stdout=self.stdout)
        with self.steps.doing("Web server"):
            wait_for_answer(supervisor)
        supervisor.add(plan.worker())
        supervisor.add(plan.jobs())
        supervisor.add(plan.scheduler(folder))
        if demo:
            supervisor.add(plan.manage("loader", "demo_up", "--rest", tries=3))
            self._replay(supervisor)
        self._welcome(demo=demo)
        supervisor.watch_forever()

    def _replay(self, supervisor: Supervisor) -> None:
        pace = env.number("PLUMBLINE_PACE", 120)
        if pace:
            supervisor.add(plan.manage("replay", "replay", "--pace", str(pace)))

    def _prepare(self, folder: Path) -> None:
        with self.steps.doing("PostgreSQL and Redis"):
            ready.require(folder)
        with self.steps.doing("Tables and static files"), ThreadPoolExecutor(1) as second:
            collected = second.submit(static_files.collect_changed)
            call_command("migrate", interactive=False, verbosity=0)
            collected.result()

    def _welcome(self, *, demo: bool) -> None:
        self.steps.say(f"Open http://{shown_host(plan.host())}:{plan.port()}/")
        if demo:
            self.stdout.write("\nSign in as")
            call_command("demo_up", logins=True, stdout=self.stdout)
            self.stdout.write(
                "\nThe other business units load meanwhile: about the data, in Set-up."
            )
        self.stdout.write("Ctrl-C stops everything.\n")


def refuse_busy_port(*, patience: float) -> None:
    host, port = plan.host(), plan.port()
    if not wait_until(lambda: not port_is_taken(port, host), seconds=patience):
        raise EngineError(
            f"Port {port} is taken by another program. "
            f"Choose another one: PLUMBLINE_PORT={port + 10}."
        )


def wait_for_answer(supervisor: Supervisor) -> None:
    """Until the first page can be opened."""
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while time.monotonic() < deadline:
        supervisor.watch()
        try:
            with urlopen(f"http://{plan.host()}:{plan.port()}/health/live", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise EngineError(f"The web server did not answer. Its log: {supervisor.logs / 'web.log'}")


def shown_host(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104
