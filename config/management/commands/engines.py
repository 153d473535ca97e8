"""Start, stop, describe or erase the embedded PostgreSQL and Redis."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import env
from config.engines import home, own

TITLES = {own.POSTGRES: "PostgreSQL", own.REDIS: "Redis"}


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["start", "stop", "status", "erase"])
        parser.add_argument("--confirm", action="store_true", help="erase: everything is lost")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "erase":
            self._erase(confirmed=options["confirm"])
        else:
            {"start": self._start, "stop": self._stop, "status": self._status}[options["what"]]()

    def _start(self) -> None:
        wanted = own.needed()
        if not wanted:
            self.stdout.write("Nothing to start: DATABASE_URL and REDIS_URL name other servers.")
            return
        started = own.start(env.data_dir(), which=wanted)
        for name in wanted:
            how = "started" if name in started else "was already running"
            self.stdout.write(f"{TITLES[name]} {how}.")

    def _stop(self) -> None:
        stopped = own.stop(env.data_dir())
        for name in stopped:
            self.stdout.write(f"{TITLES[name]} stopped.")
        if not stopped:
            self.stdout.write("Nothing was running.")

    def _erase(self, *, confirmed: bool) -> None:
        if not confirmed:
            raise CommandError(
                "Nothing was erased: all data would be lost. Say --confirm, after a backup."
            )
        self._stop()
        home.erase(env.data_dir())
        self.stdout.write("The engines' files are gone. The next command starts with empty ones.")

    def _status(self) -> None:
        found = own.status(env.data_dir())
        if not found:
            self.stdout.write(f"No engines under {env.data_dir()}.")
        for each in found:
            how = f"process {each.pid}, port {each.port}" if each.pid else "stopped"
            self.stdout.write(f"{each.name}: {how}, files in {each.folder}")
