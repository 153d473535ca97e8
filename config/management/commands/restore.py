"""Put a backup back, bring it up to date, and verify ledger and trail."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config import env
from config.backup.restoring import restore
from config.engines import addresses
from config.engines.as_owner import connected_as


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="what is in the database now is lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"].absolute()
        owner = addresses.owner(env.data_dir())
        with connected_as(connection, owner):
            server = {**owner, "NAME": connection.settings_dict["NAME"]}
            manifest = restore(source=source, server=server, replace=options["replace"])
        self.stdout.write(f"Restored as of {manifest.made_at}.")
        call_command("migrate", interactive=False, verbosity=0)
        with connected_as(connection, owner):
            call_command("audit", "restored", reason=f"Backup of {manifest.made_at}")
        if not self._verified():
            raise CommandError("The backup is back, but it does not verify; see above.")

    def _verified(self) -> bool:
        """Both verifications speak for themselves; neither keeps the other from speaking."""
        return all([self._passes("ledger", "verify", quiet=True), self._passes("audit", "verify")])

    def _passes(self, command: str, *arguments: str, **options: Any) -> bool:
        try:
            call_command(command, *arguments, stdout=self.stdout, **options)
        except CommandError as found:
            self.stdout.write(str(found))
            return False
        except SystemExit as end:
            sys.stdout.flush()
            return not end.code
        return True
