import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.loading import load_unit, shipped_files
from demo.models import Unit
from demo.people import FILE, PRINTED, make_people
from demo.progress import Bar
from demo.units import FORMS
from demo.work import make_work
from kernel.clock import now


class Command(BaseCommand):
    help = "Load the demo: people and the first unit, the rest, or (without a choice) everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--first-unit", action="store_true", help="the first unit and the people"
        )
        which.add_argument("--rest", action="store_true", help="the other units")
        which.add_argument("--logins", action="store_true", help="only print the logins")

    def handle(self, *args: Any, **options: Any) -> None:
        first, *others = FORMS
        chosen = [first] if options["first_unit"] else others if options["rest"] else list(FORMS)
        if not options["logins"]:
            self._load(chosen)
        if not (options["rest"] or options["first_unit"]):
            self._print_logins()

    def _load(self, codes: list[str]) -> None:
        bar = Bar(sys.stdout)
        for code in codes:
            form = FORMS[code]
            unit = load_unit(
                code=code, form=form, files=shipped_files(form), at=now(), progress=bar
            )
            if unit.status == Unit.Status.FAILED:
                raise CommandError(f"{unit.name} was not loaded whole. {unit.message}")
            make_people(at=now())
            make_work(at=now())

    def _print_logins(self) -> None:
        people = make_people(at=now())
        for person, password in people[:PRINTED]:
            self.stdout.write(f"  {person.email:<20} {password:<14} {person.role}")
        others = ", ".join(person.role for person, _password in people[PRINTED:])
        self.stdout.write(f"  More people ({others}): {FILE} in the data folder.")
