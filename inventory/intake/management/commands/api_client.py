"""Make an API client on the shell: `manage.py api_client create NAME --source NAME --scope S`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Place
from accounts.scopes import SCOPES
from accounts.services import create_client
from kernel.clock import now
from kernel.errors import DomainError

# Whoever has the shell means a system under load, not a visitor; the screen starts lower.
CALLS_PER_MINUTE = 60_000


class Command(BaseCommand):
    help = "Make an API client and print its token, once, as the last word."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a client with its first token")
        create.add_argument("name", help="what people call the client")
        create.add_argument("--source", required=True, help="the source its events are filed under")
        create.add_argument("--place", help="the code of the place it is bound to; all without")
        create.add_argument("--scope", action="append", required=True, choices=sorted(SCOPES))
        create.add_argument("--calls-per-minute", type=int, default=CALLS_PER_MINUTE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            client, token = create_client(
                name=options["name"],
                source_code=options["source"],
                place=_place(options["place"]),
                scopes=options["scope"],
                actor=None,
                at=now(),
                calls_per_minute=options["calls_per_minute"],
            )
        except DomainError as refused:
            raise CommandError(refused.sentence) from None
        where = client.place.code if client.place else "every place"
        self.stdout.write(f"Client {client.name}, source {client.source_code}, {where}.")
        self.stdout.write(f"Its token is shown this once: {token}")


def _place(code: str | None) -> Place | None:
    if not code:
        return None
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise CommandError(f"No client was made: there is no place {code}.")
    return place
