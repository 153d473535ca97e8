"""The people and places of the ten journeys, and the desk as a new installation has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model

from accounts.models import Place, Team, User
from exceptions.models import Case, Queue, RuleSet
from exceptions.services import open_case
from exceptions.services.routing import route_new_cases
from inventory.catalog.models import Location, Sku
from inventory.intake.services import accept
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery, Result, ensure_source
from kernel.clock import now
from tests.factories import make_person, make_place

# Name, role, the place whose subtree is theirs.
PEOPLE = {
    "priya": ("Priya Nair", "store manager", "112"),
    "jo": ("Jo Ellis", "store staff", "112"),
    "wren": ("Wren Castillo", "warehouse", "DC-NORTH"),
    "omar": ("Omar Haddad", "ops agent", "UK"),
    "sam": ("Sam Okafor", "ops agent", "UK"),
    "lena": ("Lena Moreau", "ops lead", "UK"),
    "ada": ("Ada Brandt", "admin", "UK"),
    "finn": ("Finn Larsen", "finance", "UK"),
    "tove": ("Tove Lind", "auditor", "UK"),
    "ines": ("Ines Prado", "integration engineer", "UK"),
}
# Code, name, kind.
SITES = (
    ("112", "Camden", Location.Kind.STORE),
    ("017", "York", Location.Kind.STORE),
    ("DC-NORTH", "DC North", Location.Kind.DC),
    ("DC-SOUTH", "DC South", Location.Kind.DC),
)


@dataclass
class Cast:
    network: Place
    sites: dict[str, Location]
    people: dict[str, User]
    tills: Source
    desk: Team
    skus: dict[str, Sku] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """`cast.omar`."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def camden(self) -> Location:
        return self.sites["112"]

    def add_sku(self, code: str, name: str) -> Sku:
        sku = Sku(code=code, name=name, network=self.network, created_at=now())
        sku.activate()
        sku.save()
        self.skus[code] = sku
        return sku

    def tell(self, key: str, kind: str, at: datetime, **facts: object) -> Result:
        """One event of the tills, as a call of the API brings it."""
        fact = {"key": key, "type": kind, "location": "112", "occurred_at": at.isoformat()}
        deliveries = [Delivery({**fact, **facts})]
        return accept(deliveries=deliveries, source=self.tills, received_at=now())[0]

    def case(self, title: str, *, kind: str = "below_zero", minutes: int = 0, **facts: object):
        """Opened that many minutes ago at Camden; no rule has taken it yet."""
        usual = {"subject": self.camden, "place": self.camden.place, "evidence": {}}
        at = now() - timedelta(minutes=minutes)
        return open_case(kind=kind, fingerprint=title, title=title, at=at, **{**usual, **facts})


def make_cast() -> Cast:
    seed_desk()
    network = make_place("UK", name="UK")
    network.currency = "GBP"
    network.save(update_fields=["currency"])
    sites = {code: _open(code, name, kind, network) for code, name, kind in SITES}
    places = {"UK": network} | {code: one.place for code, one in sites.items()}
    people = {
        short: named(name, role, places[where]) for short, (name, role, where) in PEOPLE.items()
    }
    # Regional operations: she stands in for any store manager of the region.
    people["lena"].groups.add(Group.objects.get(name="store manager"))
    desk = Team.objects.create(code="desk", name="Desk")
    desk.members.set([people["omar"], people["sam"], people["lena"]])
    Queue.objects.update(team=desk)
    tills = ensure_source(code="tills", name="Tills", actor=None, at=now())
    return Cast(network, sites, people, tills, desk)


def seed_desk() -> None:
    """Queues, rules, playbooks and codes as migrations leave them; a test before may have emptied
    the tables.
    """
    if RuleSet.objects.exists():
        return
    for name in ("0008_default_rules", "0013_playbooks_for_every_kind"):
        import_module(f"exceptions.migrations.{name}").add(apps, None)


def named(name: str, role: str, scope: Place) -> User:
    """`priya@example.com`, who is called by her whole name."""
    person = make_person(name.split(maxsplit=1)[0], role=role, scope=scope)
    person.name = name
    person.save(update_fields=["name"])
    return person


def number_from(model: type[Model], number: int) -> None:
    """The next one of them has this number: references of the journeys are those of UX.md."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, number]
        )


def _open(code: str, name: str, kind: str, network: Place) -> Location:
    location = Location(place=make_place(code, parent=network, name=name), kind=kind)
    location.open()
    location.save()
    return location


def route() -> int:
    """Send new cases where the rules say, as the sweep does."""
    return route_new_cases(at=now())


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
