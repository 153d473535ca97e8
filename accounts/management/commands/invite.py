"""Invite a person on the shell: the first admin of an installation comes in this way."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.models import Place
from accounts.roles import ROLES
from accounts.services import invite_user
from kernel.clock import now
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Invite a person and print the address of their link, once, as the last word."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", action="append", required=True, choices=ROLES)
        parser.add_argument(
            "--place", action="append", default=[], help="code; every network without"
        )
        parser.add_argument("--site", default="", help="such as https://stock.example.com")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _invitation, secret = invite_user(
                email=options["email"],
                name=options["name"],
                roles=options["role"],
                places=_places(options["place"]),
                actor=None,
                at=now(),
            )
        except DomainError as refused:
            raise CommandError(refused.sentence) from None
        link = options["site"].rstrip("/") + reverse("accounts:invitation", args=[secret])
        self.stdout.write(f"{options['email']} chooses a password at {link}")


def _places(codes: list[str]) -> list[Place]:
    places = list(
        Place.objects.filter(code__in=codes) if codes else Place.objects.filter(parent=None)
    )
    missing = set(codes) - {place.code for place in places}
    if missing:
        raise CommandError(f"Nobody was invited: there is no place {', '.join(sorted(missing))}.")
    return places
