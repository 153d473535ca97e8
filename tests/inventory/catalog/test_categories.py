import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Category
from inventory.catalog.services.categories import create_category, move_category, rename_category
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import actions, last_entry, make_admin, make_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def node(gifts, code, parent=None):
    return create_category(
        code=code, name=code.title(), network=gifts, parent=parent, actor=None, at=NOON
    )


def path_of(code):
    ids = Category.objects.get(code=code).path.strip("/").split("/")
    return [Category.objects.get(pk=each).code for each in ids]


def test_grow_as_a_tree(gifts, ada):
    home = create_category(code="home", name="Home", network=gifts, actor=ada, at=NOON)

    create_category(code="mugs", name="Mugs", network=gifts, parent=home, actor=ada, at=NOON)

    assert path_of("mugs") == ["home", "mugs"]
    assert actions(home) == ["inventory.category.created"]
    assert last_entry("inventory.category.created").after["parent"] == "home"


def test_are_renamed(gifts, ada):
    home = node(gifts, "home")

    rename_category(network=gifts, code="home", name="Home & garden", actor=ada, at=NOON)

    assert Category.objects.get(pk=home.pk).name == "Home & garden"
    assert actions(home)[-1] == "inventory.category.renamed"


def test_move_with_everything_below(gifts, ada):
    home, garden = node(gifts, "home"), node(gifts, "garden")
    node(gifts, "blue mugs", node(gifts, "mugs", home))

    move_category(network=gifts, code="mugs", parent=garden, actor=ada, at=NOON)
    assert path_of("blue mugs") == ["garden", "mugs", "blue mugs"]
    move_category(network=gifts, code="mugs", parent=None, actor=ada, at=NOON)

    assert path_of("blue mugs") == ["mugs", "blue mugs"]
    assert last_entry("inventory.category.moved").before == {"parent": "garden"}


def refused(error, command, **facts):
    before = list(Category.objects.values_list("name", "path")), Entry.objects.count()
    with pytest.raises(error):
        command(**{"at": NOON} | facts)
    assert (list(Category.objects.values_list("name", "path")), Entry.objects.count()) == before


def test_refuse_people_without_the_right_or_the_network(gifts):
    node(gifts, "home")
    jo = make_person("Jo", role="warehouse", scope=gifts)
    finn = make_admin(make_network("fresh"), "Finn")

    for actor, error in ((jo, RightMissing), (finn, PlaceOutsideScope)):
        new = {"code": "x", "name": "X", "network": gifts, "actor": actor}
        refused(error, create_category, **new)
        refused(error, rename_category, **new | {"code": "home"})
        refused(error, move_category, network=gifts, code="home", parent=None, actor=actor)


def test_refuse_what_does_not_fit(gifts, ada):
    home = node(gifts, "home")
    herbs = node(make_network("fresh"), "herbs")
    new = {"name": "X", "network": gifts, "actor": ada}

    refused(errors.CategoryUnfit, create_category, **new, code="")
    refused(errors.CategoryUnfit, create_category, **new, code="x" * 81)
    refused(errors.CategoryOfAnotherNetwork, create_category, **new, code="x", parent=herbs)
    refused(errors.CategoryCodeTaken, create_category, **new, code="home", parent=home)
    refused(errors.CategoryUnknown, rename_category, **new, code="nobody")
    same = new | {"name": "Home"}
    refused(errors.NothingToChange, rename_category, **same, code="home")


def test_refuse_to_grow_too_deep_or_in_a_ring(gifts, ada):
    chain = [None]
    for level in range(8):
        chain.append(node(gifts, f"level {level}", chain[-1]))
    other = node(gifts, "other")
    move = {"network": gifts, "actor": ada}

    new = {"code": "x", "name": "X", "network": gifts, "actor": ada}
    refused(errors.CategoryTooDeep, create_category, **new, parent=chain[-1])
    refused(errors.CategoryTooDeep, move_category, **move, code="level 0", parent=other)
    refused(errors.CategoryMovesBelowItself, move_category, **move, code="level 0", parent=chain[3])
    refused(errors.NothingToChange, move_category, **move, code="level 1", parent=chain[1])
