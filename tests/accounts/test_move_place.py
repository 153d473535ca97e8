import pytest

from accounts import errors
from accounts.models import Place
from accounts.services import move_place
from tests.factories import NOON, make_person, make_place
from tests.trail import audit_actions, audit_entries


@pytest.fixture
def regions(network):
    made = [make_place(code, parent=network) for code in ("NORTH", "SOUTH")]
    Place.objects.filter(pk__in=[place.pk for place in made]).update(kind="region")
    return list(Place.objects.filter(kind="region").order_by("code"))


@pytest.fixture
def tree(regions):
    north, south = regions
    york = make_place("027", parent=north)
    return north, south, york


def move(place, parent, actor):
    return move_place(place_id=place.pk, parent_id=parent.pk, actor=actor, at=NOON)


def test_takes_everything_below_along(ada, tree, network):
    north, south, york = tree

    move(north, south, ada)

    moved = Place.objects.get(pk=york.pk)
    assert moved.path == f"{network.path}{south.pk}/{north.pk}/{york.pk}/"
    assert Place.objects.get(pk=north.pk).parent_id == south.pk
    entry = audit_entries(north)[-1]
    assert (entry.before["parent"], entry.after["parent"]) == ("UK", "SOUTH")


def test_shows_it_to_who_sees_the_new_parent_and_no_longer_to_the_old(ada, tree):
    north, south, york = tree
    nora = make_person("Nora", role="ops agent", scope=north)
    sara = make_person("Sara", role="ops agent", scope=south)

    move(york, south, ada)

    assert not Place.objects.visible_to(nora).filter(code="027").exists()
    assert Place.objects.visible_to(sara).filter(code="027").exists()


def test_leaves_places_alone_whose_number_begins_alike(ada, tree, network):
    north, south, _york = tree
    alike = Place.objects.create(
        pk=int(f"{north.pk}1"), code="X", name="X", kind="place", path=f"/{north.pk}1/", parent=None
    )

    move(north, south, ada)

    assert Place.objects.get(pk=alike.pk).path == f"/{north.pk}1/"


def test_refuses_a_circle(ada, tree):
    north, south, _york = tree
    move(south, north, ada)

    with pytest.raises(errors.MoveIntoItself):
        move(north, south, ada)

    assert audit_actions(north) == []


def test_refuses_a_place_as_parent(ada, tree):
    north, _south, york = tree

    with pytest.raises(errors.WrongParent):
        move(north, york, ada)


def test_refuses_another_network(ada, tree, abroad):
    from_everywhere = make_person("Eve", role="admin", scope=abroad)
    from_everywhere.place_scopes.create(place=tree[0].parent)

    with pytest.raises(errors.MoveAcrossNetworks):
        move(tree[0], abroad, from_everywhere)


def test_refuses_a_network(ada, network, tree):
    with pytest.raises(errors.WrongParent):
        move(network, tree[0], ada)


def test_refuses_the_parent_it_has(ada, tree):
    north, _south, york = tree

    with pytest.raises(errors.PlaceUnchanged):
        move(york, north, ada)


def test_refuses_a_parent_outside_the_actors(tree):
    north, south, york = tree
    nora = make_person("Nora", role="admin", scope=north)

    with pytest.raises(errors.PlaceOutsideScope):
        move(york, south, nora)


def test_refuses_people_without_the_right(tree, network):
    omar = make_person("Omar", role="ops lead", scope=network)

    with pytest.raises(errors.RightMissing):
        move(tree[2], tree[1], omar)
