"""`make demo` from an empty folder to the first page, and again once everything is there."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.results import Figure, Report
from config import env
from config.engines import record

FIRST_S, LATER_S = 90, 10
PATIENCE_S = 600
OPEN = re.compile(r"([\d.]+) s  Open http")


def measure(report: Report, folder: Path) -> None:
    """With the packages installed; the folder is the bench's own and gone afterwards."""
    home = folder / "start"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    home.chmod(0o711)
    (port,) = record.free_ports(1)
    try:
        for what, target in (("first start, with the first unit", FIRST_S), ("start", LATER_S)):
            report.say(what)
            seconds = _start(home, port)
            report.add(Figure(f"{what} to a usable page", seconds, "s", target, True))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path, port: int) -> float:
    """Seconds until the address is printed; then it is stopped, as with Ctrl-C."""
    said = home / "said.txt"
    nothing = {
        "DATABASE_URL": "",
        "DATABASE_ADMIN_URL": "",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "",
    }
    changes = {**nothing, "PLUMBLINE_DATA_DIR": str(home), "PLUMBLINE_PORT": str(port)}
    changes["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
    began = time.perf_counter()
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, str(env.BASE_DIR / "manage.py"), "serve", "--demo"],
            env=env.for_children(**changes),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not OPEN.search(said.read_text()):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                raise SystemExit(f"It did not start:\n{said.read_text()}")
            time.sleep(0.1)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)
