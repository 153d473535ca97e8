import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Sku
from inventory.catalog.services.categories import create_category
from inventory.catalog.services.skus import change_sku
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_network,
    make_sku,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    return make_sku(make_network(), "MUG-1", name="Mug")


@pytest.fixture
def ada(mug):
    return make_admin(mug.network)


def test_changes_name_and_category_and_says_what_changed(mug, ada):
    mugs = create_category(code="mugs", name="Mugs", network=mug.network, actor=ada, at=NOON)

    change_sku(
        code="MUG-1", name="Mug, blue", category=mugs, version=mug.version, actor=ada, at=NOON
    )

    changed = Sku.objects.get(pk=mug.pk)
    assert (changed.name, changed.category, changed.version) == ("Mug, blue", mugs, mug.version + 1)
    assert actions(mug) == ["inventory.sku.changed"]
    entry = last_entry("inventory.sku.changed")
    assert entry.before == {"name": "Mug", "category": None}
    assert entry.after == {"name": "Mug, blue", "category": "mugs"}


def refused(error, mug, **facts):
    entries = Entry.objects.count()
    given = {"code": "MUG-1", "name": "New", "category": None, "at": NOON} | facts
    with pytest.raises(error):
        change_sku(**given)
    assert Sku.objects.get(pk=mug.pk).name == "Mug"
    assert Entry.objects.count() == entries


def test_refuses_an_unknown_code(mug, ada):
    refused(errors.SkuUnknown, mug, actor=ada, code="mug-1")


def test_refuses_people_without_the_right(mug):
    refused(RightMissing, mug, actor=make_person("Omar", role="ops agent", scope=mug.network))


def test_refuses_people_of_another_network(mug):
    refused(PlaceOutsideScope, mug, actor=make_admin(make_network("fresh"), "Finn"))


def test_refuses_a_form_that_showed_an_older_version(mug, ada):
    refused(errors.SkuChangedMeanwhile, mug, actor=ada, version=mug.version - 1)


def test_refuses_an_empty_name(mug, ada):
    refused(errors.SkuNameMissing, mug, actor=ada, name=" ")


def test_refuses_a_category_of_another_network(mug, ada):
    fresh = make_network("fresh")
    herbs = create_category(code="herbs", name="Herbs", network=fresh, actor=None, at=NOON)

    refused(errors.CategoryOfAnotherNetwork, mug, actor=ada, category=herbs)


def test_refuses_when_nothing_differs(mug, ada):
    refused(errors.NothingToChange, mug, actor=ada, name="Mug")
