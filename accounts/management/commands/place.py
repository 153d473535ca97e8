"""Make a place on the shell: the first network of an installation begins this way."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Place
from accounts.services import create_place
from kernel.clock import now
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Make a network, or a region or place below a parent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("--kind", choices=Place.Kind.values, default=Place.Kind.NETWORK)
        parser.add_argument("--parent", help="code of its network or region")
        parser.add_argument("--currency", default="", help="of a network, such as GBP")
        parser.add_argument("--time-zone", default="Europe/London")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = Place.objects.filter(code=options["parent"]).first()
        if options["parent"] and parent is None:
            raise CommandError(f"The place was not made: there is no place {options['parent']}.")
        asked = {name: options[name] for name in ("code", "name", "kind", "currency", "time_zone")}
        try:
            place = create_place(**asked, parent=parent, actor=None, at=now())
        except DomainError as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"{place.get_kind_display()} {place} made.")
