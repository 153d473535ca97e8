"""Write the database, the audit anchor and stored files into one file, while everything works."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from config import env
from config.backup.making import back_up
from config.engines import addresses
from config.engines.as_owner import connected_as
from kernel.clock import now


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        owner = addresses.owner(env.data_dir())
        with connected_as(connection, owner):
            server = {**owner, "NAME": connection.settings_dict["NAME"]}
            manifest = back_up(target=target, server=server, at=now())
        self.stdout.write(
            f"{target}: {target.stat().st_size:,} bytes, "
            f"{len(manifest.migrations)} migrations, PostgreSQL {manifest.postgres}. "
            "It holds personal data; keys are not in it, keep them apart."
        )
