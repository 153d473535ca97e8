from datetime import timedelta

import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import KitComponent, Sku
from inventory.catalog.queries import recipe_at
from inventory.catalog.services.composition import set_recipe, withdraw_recipe
from inventory.catalog.services.skus import discontinue_sku
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    EARLIER,
    actions,
    last_entry,
    make_admin,
    make_kit,
    make_network,
    make_sku,
)

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def gifts():
    gifts = make_network()
    for code in ("MUG-1", "CUP-1"):
        make_sku(gifts, code)
    return gifts


@pytest.fixture
def box(gifts):
    return make_kit(gifts, components={"MUG-1": 2})


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def recipe(box, at):
    return {line.code: line.quantity for line in recipe_at(box.pk, at)}


def test_holds_from_its_moment_and_ends_the_one_before(box, ada):
    set_recipe(
        code="BOX-1", components={"MUG-1": 1, "CUP-1": 3}, starts=TOMORROW, actor=ada, at=NOON
    )

    assert recipe(box, EARLIER) == {"MUG-1": 2}
    assert recipe(box, TOMORROW - timedelta(microseconds=1)) == {"MUG-1": 2}
    assert recipe(box, TOMORROW) == {"CUP-1": 3, "MUG-1": 1}
    assert recipe(box, EARLIER - timedelta(seconds=1)) == {}
    assert actions(box) == ["inventory.sku.recipe_set"]
    assert last_entry("inventory.sku.recipe_set").before == {"recipe": {"MUG-1": 2}}


def test_may_start_in_the_past_when_it_is_the_first(gifts, ada):
    kit = make_sku(gifts, "BOX-2", kind="kit", lifecycle="draft")

    set_recipe(code="BOX-2", components={"MUG-1": 1}, starts=EARLIER, actor=ada, at=NOON)

    assert recipe(kit, NOON) == {"MUG-1": 1}


def test_is_withdrawn_before_it_starts(box, ada):
    set_recipe(code="BOX-1", components={"CUP-1": 3}, starts=TOMORROW, actor=ada, at=NOON)

    withdraw_recipe(code="BOX-1", actor=ada, at=NOON)

    assert recipe(box, TOMORROW) == {"MUG-1": 2}
    assert actions(box)[-1] == "inventory.sku.recipe_withdrawn"


def test_is_not_withdrawn_once_it_holds(box, ada):
    with pytest.raises(errors.NoRecipeToWithdraw):
        withdraw_recipe(code="BOX-1", actor=ada, at=NOON)

    assert recipe(box, NOON) == {"MUG-1": 2}
    assert actions(box) == []


def refused(error, **facts):
    before = KitComponent.objects.count(), Entry.objects.count()
    given = {"code": "BOX-1", "components": {"MUG-1": 1}, "starts": TOMORROW, "at": NOON}
    with pytest.raises(error) as caught:
        set_recipe(**given | facts)
    assert (KitComponent.objects.count(), Entry.objects.count()) == before
    return caught.value.sentence


def test_refuses_people_without_the_right_and_stale_forms(box, ada):
    jo = make_person("Jo", role="warehouse", scope=box.network)

    refused(RightMissing, actor=jo)
    refused(errors.SkuChangedMeanwhile, actor=ada, version=box.version - 1)


def test_refuses_unknown_skus_and_simple_ones(box, ada):
    refused(errors.SkuUnknown, actor=ada, code="nobody")
    refused(errors.SkuUnknown, actor=ada, components={"nobody": 1})
    refused(errors.NotAKit, actor=ada, code="MUG-1", components={"CUP-1": 1})


@pytest.mark.parametrize("components", [{}, {"MUG-1": 0}, {"MUG-1": -1}, {"MUG-1": 10_001}])
def test_refuses_quantities_that_make_no_kit(box, ada, components):
    refused(errors.RecipeUnfit, actor=ada, components=components)


def test_refuses_a_kit_in_a_kit(box, ada):
    make_kit(box.network, "BOX-2", components={"CUP-1": 1})

    refused(errors.ComponentIsKit, actor=ada, components={"BOX-2": 1})
    refused(errors.ComponentIsKit, actor=ada, components={"BOX-1": 1})


def test_refuses_components_that_are_not_active_or_not_ours(box, ada):
    make_sku(box.network, "NEW-1", lifecycle="draft")
    discontinue_sku(code="CUP-1", actor=None, at=EARLIER)
    make_sku(make_network("fresh"), "APPLE")

    assert "NEW-1 is draft" in refused(
        errors.ComponentNotActive, actor=ada, components={"NEW-1": 1}
    )
    refused(errors.ComponentNotActive, actor=ada, components={"CUP-1": 1})
    refused(errors.ComponentOfAnotherNetwork, actor=ada, components={"APPLE": 1})


def test_refuses_to_rewrite_the_past(box, ada):
    refused(errors.RecipeStartsInThePast, actor=ada, starts=NOON - timedelta(seconds=1))


def test_refuses_to_overlap_one_that_starts_later(box, ada):
    set_recipe(code="BOX-1", components={"CUP-1": 3}, starts=TOMORROW, actor=ada, at=NOON)

    refused(errors.RecipeAlreadyStarts, actor=ada, starts=TOMORROW)
    refused(errors.RecipeAlreadyStarts, actor=ada, starts=NOON)
    assert Sku.objects.get(pk=box.pk).version == box.version + 1
