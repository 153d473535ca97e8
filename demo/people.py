"""Three people to sign in as; their passwords are made once per installation and kept in its folder."""

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

from accounts.models import Place, PlaceScope, User
from accounts.roles import ADMIN, OPS_AGENT, STORE_MANAGER
from audit.services import record
from inventory.catalog.models import Location


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    role: str
    # Sees every network, or one store of the first unit.
    everywhere: bool = True


PEOPLE = (
    Person("ada@demo.example", "Ada Brandt", ADMIN),
    Person("omar@demo.example", "Omar Haddad", OPS_AGENT),
    Person("priya@demo.example", "Priya Nair", STORE_MANAGER, everywhere=False),
)


def passwords() -> dict[str, str]:
    """Email to password, made at the first start and readable by the owner of the folder only."""
    path: Path = settings.DATA_DIR / "demo-logins.json"
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text())
        return known
    made = {person.email: secrets.token_urlsafe(9) for person in PEOPLE}
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(made, out, indent=1)
    return made


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
    if person.everywhere:
        places = list(Place.objects.filter(kind=Place.Kind.NETWORK))
    else:
        store = Location.objects.filter(kind=Location.Kind.STORE).order_by("place__code").first()
        places = [store.place] if store and not user.place_scopes.exists() else []
    for place in places:
        PlaceScope.objects.get_or_create(user=user, place=place)
