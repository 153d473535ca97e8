import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Sku
from inventory.catalog.services.skus import activate_sku, discontinue_sku, reinstate_sku
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import actions, make_admin, make_kit, make_network, make_sku

pytestmark = pytest.mark.django_db

STEPS = {activate_sku: "activated", discontinue_sku: "discontinued", reinstate_sku: "reinstated"}
WORKS = {
    ("draft", activate_sku): "active",
    ("active", discontinue_sku): "discontinued",
    ("discontinued", reinstate_sku): "active",
}


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lifecycle", Sku.Lifecycle.values)
def test_moves_only_along_its_lifecycle(gifts, ada, lifecycle, step):
    sku = make_sku(gifts, lifecycle=lifecycle)
    wanted = WORKS.get((lifecycle, step))

    if wanted is None:
        with pytest.raises(errors.SkuLifecycleForbids):
            step(code=sku.code, actor=ada, at=NOON)
    else:
        step(code=sku.code, actor=ada, at=NOON)

    assert Sku.objects.get(pk=sku.pk).lifecycle == (wanted or lifecycle)
    assert actions(sku) == ([f"inventory.sku.{STEPS[step]}"] if wanted else [])


@pytest.mark.parametrize("step", STEPS)
def test_refuses_people_without_the_right_or_the_network(gifts, step):
    sku = make_sku(gifts)
    entries = Entry.objects.count()

    with pytest.raises(RightMissing):
        step(code=sku.code, actor=make_person("Jo", role="warehouse", scope=gifts), at=NOON)
    with pytest.raises(PlaceOutsideScope):
        step(code=sku.code, actor=make_admin(make_network("fresh"), "Finn"), at=NOON)
    with pytest.raises(errors.SkuUnknown):
        step(code="nobody", actor=None, at=NOON)

    assert Sku.objects.get(pk=sku.pk).lifecycle == "active"
    assert Entry.objects.filter(occurred_at=NOON, action__startswith="inventory").count() == 0
    assert Entry.objects.count() == entries + 1  # the other network was made meanwhile


def test_refuses_to_activate_a_kit_without_a_recipe(gifts, ada):
    kit = make_sku(gifts, "BOX-1", kind="kit", lifecycle="draft")

    with pytest.raises(errors.KitWithoutRecipe):
        activate_sku(code="BOX-1", actor=ada, at=NOON)

    assert Sku.objects.get(pk=kit.pk).lifecycle == "draft"
    assert actions(kit) == []


def test_activates_a_kit_with_a_recipe(gifts, ada):
    make_sku(gifts, "MUG-1")
    make_kit(gifts, components={"MUG-1": 2}, lifecycle="draft")

    activate_sku(code="BOX-1", actor=ada, at=NOON)

    assert Sku.objects.get(code="BOX-1").lifecycle == "active"
