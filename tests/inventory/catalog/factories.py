"""Catalogues for tests, reached by running the commands."""

from datetime import timedelta

from accounts.models import Place
from accounts.services.places import create_place
from audit.models import Entry
from inventory.catalog.models import Sku
from inventory.catalog.services.composition import set_recipe
from inventory.catalog.services.locations import create_location, open_location
from inventory.catalog.services.skus import activate_sku, create_sku, discontinue_sku
from tests.factories import NOON, make_person

EARLIER = NOON - timedelta(days=30)


def make_network(code="gifts", *, currency="GBP", time_zone="Europe/London"):
    return create_place(
        code=code,
        name=code.title(),
        kind=Place.Kind.NETWORK,
        parent=None,
        actor=None,
        at=EARLIER,
        currency=currency,
        time_zone=time_zone,
    )


def make_region(code, network):
    return create_place(
        code=code,
        name=code.title(),
        kind=Place.Kind.REGION,
        parent=network,
        actor=None,
        at=EARLIER,
    )


def make_admin(network, name="Ada"):
    return make_person(name, role="admin", scope=network)


def make_sku(network, code="MUG-1", *, lifecycle="active", name="", kind="simple", **facts):
    create_sku(
        code=code,
        name=name or f"Thing {code}",
        network=network,
        actor=None,
        at=EARLIER,
        kind=kind,
        **facts,
    )
    if lifecycle != "draft":
        activate_sku(code=code, actor=None, at=EARLIER)
    if lifecycle == "discontinued":
        discontinue_sku(code=code, actor=None, at=EARLIER)
    return Sku.objects.get(code=code)


def make_kit(network, code="BOX-1", *, components, lifecycle="active"):
    """A kit with this recipe: component code -> quantity."""
    make_sku(network, code, lifecycle="draft", kind="kit")
    set_recipe(code=code, components=components, starts=EARLIER, actor=None, at=EARLIER)
    if lifecycle == "active":
        activate_sku(code=code, actor=None, at=EARLIER)
    return Sku.objects.get(code=code)


def make_location(parent, code="S-001", *, kind="store", lifecycle="open"):
    location = create_location(
        code=code, name=f"Store {code}", kind=kind, parent=parent, actor=None, at=EARLIER
    )
    if lifecycle == "open":
        location = open_location(code=code, actor=None, at=EARLIER)
    return location


def actions(subject, *, since=NOON):
    """What the trail says was done to a subject from noon on."""
    rows = Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), occurred_at__gte=since
    )
    return list(rows.order_by("id").values_list("action", flat=True))


def last_entry(action):
    return Entry.objects.filter(action=action).latest("id")
