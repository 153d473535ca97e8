import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from demo.replay import Replay
from kernel.clock import now


class Command(BaseCommand):
    help = "Keep feeding events of the loaded units, so that the screens live. Ctrl-C stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pace", type=float, default=120, help="events a minute, default 120")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--minutes", type=float, default=0, help="stop after so long, 0 never")

    def handle(self, *args: Any, **options: Any) -> None:
        replay = Replay(per_minute=options["pace"], seed=options["seed"], at=now())
        until = time.monotonic() + options["minutes"] * 60 if options["minutes"] else None
        while until is None or time.monotonic() < until:
            self._tick(replay)
            time.sleep(2)

    def _tick(self, replay: Replay) -> None:
        try:
            told = replay.tick(now())
        except OperationalError as error:
            close_old_connections()
            self.stderr.write(f"Nothing was told: {error}. Trying again.")
            return
        if told:
            self.stdout.write(f"{now():%H:%M:%S} told {told} events")
