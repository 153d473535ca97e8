import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Sku
from inventory.catalog.services.categories import create_category
from inventory.catalog.services.codes import add_identifier
from inventory.catalog.services.skus import create_sku
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_network,
    make_region,
    make_sku,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def test_makes_a_draft_and_writes_the_trail(gifts, ada):
    mugs = create_category(code="mugs", name="Mugs", network=gifts, actor=ada, at=NOON)

    sku = create_sku(
        code="MUG/1 blau ü",
        name="Mug, blue ",
        network=gifts,
        category=mugs,
        attributes={"brand": "Ours"},
        actor=ada,
        at=NOON,
    )

    sku = Sku.objects.get(pk=sku.pk)
    assert (sku.code, sku.name, sku.lifecycle) == ("MUG/1 blau ü", "Mug, blue", "draft")
    assert actions(sku) == ["inventory.sku.created"]
    entry = last_entry("inventory.sku.created")
    assert entry.after["category"] == "mugs"
    assert entry.place_path == gifts.path


def test_keeps_codes_apart_by_case(gifts, ada):
    make_sku(gifts, "85132A")

    create_sku(code="85132a", name="The other", network=gifts, actor=ada, at=NOON)

    assert Sku.objects.count() == 2


def refused(error, **facts):
    before = Sku.objects.count(), Entry.objects.count()
    with pytest.raises(error) as caught:
        create_sku(**{"code": "X-1", "name": "X", "at": NOON} | facts)
    assert (Sku.objects.count(), Entry.objects.count()) == before
    return caught.value.sentence


def test_refuses_people_without_the_right(gifts):
    jo = make_person("Jo", role="store staff", scope=gifts)

    refused(RightMissing, network=gifts, actor=jo)


def test_refuses_people_who_do_not_see_the_whole_network(gifts):
    north = make_admin(make_region("north", gifts), "Nora")

    refused(PlaceOutsideScope, network=gifts, actor=north)


@pytest.mark.parametrize("code", ["", " X", "X ", "a\tb", "a\x00b", "x" * 65])
def test_refuses_a_code_that_cannot_be_typed(gifts, ada, code):
    refused(errors.SkuCodeUnfit, network=gifts, actor=ada, code=code)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_refuses_a_missing_name(gifts, ada, name):
    refused(errors.SkuNameMissing, network=gifts, actor=ada, name=name)


def test_refuses_a_category_of_another_network(gifts, ada):
    other = make_network("spirits", currency="USD")
    rum = create_category(code="rum", name="Rum", network=other, actor=None, at=NOON)

    refused(errors.CategoryOfAnotherNetwork, network=gifts, actor=ada, category=rum)


def test_refuses_a_code_that_is_taken(gifts, ada):
    make_sku(gifts, "MUG-1")

    sentence = refused(errors.SkuCodeTaken, network=gifts, actor=ada, code="MUG-1")

    assert "MUG-1 is already the code or an identifier of MUG-1" in sentence


def test_refuses_a_code_that_is_an_identifier_of_another(gifts, ada):
    make_sku(gifts, "MUG-1")
    add_identifier(code="MUG-1", value="96385074", actor=None, at=NOON)

    refused(errors.SkuCodeTaken, network=gifts, actor=ada, code="96385074")
