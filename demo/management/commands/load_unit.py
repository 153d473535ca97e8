import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.loading import load_unit, own_files, shipped_files
from demo.models import Unit
from demo.progress import Bar
from demo.units import FORMS
from kernel.clock import now
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Load a business unit from the files of the product, or your own file of the same form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", choices=sorted(FORMS), help="which form the file has")
        parser.add_argument("--file", type=Path, help="your own file: .csv, .csv.gz or .csv.xz")
        parser.add_argument(
            "--as", dest="code", help="code of the business unit (default: the form)"
        )
        parser.add_argument("--name", default="", help="its name on the screens")

    def handle(self, *args: Any, **options: Any) -> None:
        form, path = FORMS[options["form"]], options["file"]
        if path and not path.is_file():
            raise CommandError(f"Nothing was loaded: there is no file {path}.")
        if path and not options["code"]:
            raise CommandError("Nothing was loaded: name the unit of your own file with --as CODE.")
        try:
            unit = load_unit(
                code=options["code"] or form.code,
                form=form,
                files=own_files(form, path) if path else shipped_files(form),
                at=now(),
                progress=Bar(sys.stdout),
                name=options["name"],
                own=path,
            )
        except DomainError as refused:
            raise CommandError(refused.sentence) from None
        if unit.status == Unit.Status.FAILED:
            raise CommandError(f"{unit.name} was not loaded whole. {unit.message}")
        self.stdout.write(f"{unit.name} is loaded: {unit.done:,} events.")
