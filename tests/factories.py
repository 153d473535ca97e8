"""People and places for tests: plain functions, named arguments, no fixtures museum."""

from datetime import UTC, datetime

from django.contrib.auth.models import Group

from accounts.models import Place, PlaceScope, User

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_place(code: str, *, parent: Place | None = None, name: str = "") -> Place:
    """A network without a parent, else a place below it."""
    kind = Place.Kind.PLACE if parent else Place.Kind.NETWORK
    place = Place.objects.create(
        code=code, name=name or code.title(), kind=kind, parent=parent, path=f"new-{code}"
    )
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    return place


def make_person(name: str, *, role: str = "", scope: Place | None = None) -> User:
    """Somebody with one role and one subtree of places."""
    person = User.objects.create_user(f"{name.lower()}@example.com", "correct horse", name=name)
    if role:
        person.groups.add(Group.objects.get_or_create(name=role)[0])
    if scope:
        PlaceScope.objects.create(user=person, place=scope)
    return person
