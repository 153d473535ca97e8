"""People to sign in as, one or more of each role; their passwords are made once per installation and
kept in its folder. The terminal prints the first three; the file has them all.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from accounts.models import Place, PlaceScope, User
from accounts.roles import (
    ADMIN,
    AUDITOR,
    FINANCE,
    INTEGRATION_ENGINEER,
    OPS_AGENT,
    OPS_LEAD,
    STORE_MANAGER,
    STORE_STAFF,
    WAREHOUSE,
)
from audit.services import record
from inventory.catalog.models import Location

FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    role: str
    # Sees every network, or one location of this kind in the first unit.
    at: str = ""


PEOPLE = (
    Person("ada@demo.example", "Ada Brandt", ADMIN),
    Person("omar@demo.example", "Omar Haddad", OPS_AGENT),
    Person("priya@demo.example", "Priya Nair", STORE_MANAGER, at=Location.Kind.STORE),
    Person("jo@demo.example", "Jo Ellis", STORE_STAFF, at=Location.Kind.STORE),
    Person("wren@demo.example", "Wren Castillo", WAREHOUSE, at=Location.Kind.DC),
    Person("sam@demo.example", "Sam Okafor", OPS_AGENT),
    Person("lena@demo.example", "Lena Moss", OPS_LEAD),
    Person("finn@demo.example", "Finn Larsen", FINANCE),
    Person("tove@demo.example", "Tove Lind", AUDITOR),
    Person("ines@demo.example", "Ines Prado", INTEGRATION_ENGINEER),
)
PRINTED = 3


def passwords() -> dict[str, str]:
    """Email to password, made when first asked and readable by the owner of the folder only."""
    path: Path = settings.DATA_DIR / FILE
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [person.email for person in PEOPLE if person.email not in known]
    if missing:
        known |= {email: secrets.token_urlsafe(9) for email in missing}
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(known, out, indent=1)
    return known


@transaction.atomic
def make_people(*, at: datetime) -> list[tuple[Person, str]]:
    """Create who is missing and let everybody see the networks there are; answers the passwords."""
    known = passwords()
    for person in PEOPLE:
        user = User.objects.filter(email=person.email).first()
        if user is None:
            user = User.objects.create_user(person.email, known[person.email], name=person.name)
            user.groups.add(Group.objects.get(name=person.role))
            after = {"email": person.email, "role": person.role}
            record("demo.user.created", user, actor=None, at=at, agent="demo", after=after)
        _let_see(user, person)
    return [(person, known[person.email]) for person in PEOPLE]


def _let_see(user: User, person: Person) -> None:
    if not person.at:
        places = list(Place.objects.filter(kind=Place.Kind.NETWORK))
    else:
        site = (
            None if user.place_scopes.exists() else fullest(Location.objects.filter(kind=person.at))
        )
        places = [site.place] if site else []
    for place in places:
        PlaceScope.objects.get_or_create(user=user, place=place)


def fullest(locations: QuerySet[Location]) -> Location | None:
    """Where most SKUs lie: the first of the file may sell a single one."""
    stocked = Count("stocklevel", filter=Q(stocklevel__available__gt=0))
    ranked = locations.annotate(stocked=stocked).order_by("-stocked", "place__code")
    return ranked.select_related("place").first()


def let_see_everything(network: Place) -> None:
    """Whoever of the demo sees every network sees one more from its first moment: while its events are
    told they would not see all there is, and could set nothing that counts for every place."""
    emails = [person.email for person in PEOPLE if not person.at]
    for user in User.objects.filter(email__in=emails):
        PlaceScope.objects.get_or_create(user=user, place=network)
