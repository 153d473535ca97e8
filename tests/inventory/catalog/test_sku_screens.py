from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from inventory.catalog.models import Sku, SkuIdentifier
from inventory.catalog.services.categories import create_category
from inventory.catalog.services.money import set_cost
from inventory.catalog.services.skus import change_sku
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    make_admin,
    make_kit,
    make_network,
    make_region,
    make_sku,
)
from tests.inventory.catalog.screens import browser, post, text_of

pytestmark = pytest.mark.django_db
ODD = ["A/B", "A B", "100%", "ü/漢", "..", "new", "a?b#c", "A%2FB", "x\\y", "MUG/change"]


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def mug(gifts):
    return make_sku(gifts, "MUG-1", name="Mug, blue")


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def page(sku):
    return reverse("inventory:sku", args=[sku.code])


@pytest.mark.parametrize("code", ODD)
def test_any_code_has_a_page_of_its_own(gifts, ada, code):
    sku = make_sku(gifts, code, name="Odd one out")

    answer = browser(ada).get(page(sku))

    assert answer.status_code == 200
    assert answer.context["sku"] == sku


def test_lists_what_one_sees_and_nothing_of_other_networks(mug, gifts):
    make_sku(make_network("fresh"), "APPLE", name="Apple")
    jo = make_person("Jo", role="store staff", scope=make_region("north", gifts))

    text = text_of(browser(jo).get("/inventory/skus/"))

    assert "Mug, blue" in text
    assert "Apple" not in text
    assert "New SKU" not in text


@pytest.mark.parametrize("query", ["mug", "MUG-", "blue", "96385074"])
def test_finds_by_code_name_and_barcode(mug, ada, query):
    SkuIdentifier.objects.create(sku=mug, scheme="ean8", value="96385074")
    make_sku(mug.network, "CUP-9", name="Cup")

    text = text_of(browser(ada).get("/inventory/skus/", {"q": query}))

    assert "Mug, blue" in text
    assert "Cup" not in text


def test_is_not_there_for_people_of_another_network(mug):
    finn = browser(make_admin(make_network("fresh"), "Finn"))
    verbs = ("change", "activate", "identifiers/add", "recipe/set")

    assert finn.get(page(mug)).status_code == 404
    for verb in verbs:
        assert post(finn, f"{page(mug)}{verb}/").status_code == 404


def test_offers_no_change_to_people_without_the_right(mug, gifts):
    jo = browser(make_person("Jo", role="store staff", scope=gifts))

    assert "Discontinue" not in text_of(jo.get(page(mug)))
    assert post(jo, f"{page(mug)}discontinue/").status_code == 403
    assert Sku.objects.get(pk=mug.pk).lifecycle == "active"


def test_hides_costs_from_roles_that_do_not_see_values(mug, gifts, ada):
    facts = {"amount": Decimal("8.40"), "valid_from": date(2026, 1, 1)}
    set_cost(code="MUG-1", actor=None, at=NOON, **facts)
    jo = make_person("Jo", role="store staff", scope=gifts)

    assert "£8.40" in text_of(browser(ada).get(page(mug)))
    answer = text_of(browser(jo).get(page(mug)))
    assert "8.40" not in answer
    assert "Hidden: your role does not see costs." in answer


def test_makes_a_sku_and_says_so(gifts, ada):
    client = browser(ada)
    fields = {"code": "CUP/1", "name": "Cup", "network": "gifts", "kind": "simple"}

    answer = post(client, "/inventory/skus/new/", base_unit="piece", **fields)

    sku = Sku.objects.get(code="CUP/1")
    assert (answer.status_code, answer["Location"]) == (302, page(sku))
    assert "CUP/1 made, as a draft." in text_of(client.get(page(sku)))


def test_sent_twice_makes_one(gifts, ada):
    client, key = browser(ada), str(uuid4())
    fields = {"code": "CUP-1", "name": "Cup", "network": "gifts", "kind": "simple"}

    first = post(client, "/inventory/skus/new/", form_key=key, base_unit="piece", **fields)
    second = post(client, "/inventory/skus/new/", form_key=key, base_unit="piece", **fields)

    assert Sku.objects.count() == 1
    assert (second.status_code, second["Location"]) == (302, first["Location"])


def test_shows_the_form_again_with_what_is_wrong(mug, ada):
    fields = {"code": "MUG-1", "name": "Mug", "network": "gifts", "kind": "simple"}

    empty = post(browser(ada), "/inventory/skus/new/", code="", name="Kept as typed")
    taken = post(browser(ada), "/inventory/skus/new/", base_unit="piece", **fields)

    assert (empty.status_code, taken.status_code) == (422, 409)
    assert "There is a problem" in text_of(empty)
    assert 'value="Kept as typed"' in text_of(empty)
    assert "MUG-1 is already the code" in text_of(taken)
    assert "<title>Error:" in text_of(taken)


def test_keeps_what_was_typed_when_somebody_was_faster(mug, ada, gifts):
    omar, client = make_admin(gifts, "Omar"), browser(ada)
    change_sku(code="MUG-1", name="Mug by Omar", category=None, actor=omar, at=NOON)

    stale = post(client, f"{page(mug)}change/", name="Mug by Ada", version=mug.version)

    text = text_of(stale)
    assert stale.status_code == 409
    assert "Omar changed this" in text
    assert "Name: yours Mug by Ada, now Mug by Omar." in text
    assert "Keep mine and save" in text
    assert Sku.objects.get(pk=mug.pk).name == "Mug by Omar"
    kept = post(client, f"{page(mug)}change/", name="Mug by Ada", version=mug.version + 1)
    assert kept.status_code == 302
    assert Sku.objects.get(pk=mug.pk).name == "Mug by Ada"


def test_shows_a_step_refused_with_its_sentence_beside_it(gifts, ada):
    kit = make_sku(gifts, "BOX-1", kind="kit", lifecycle="draft")

    text = text_of(browser(ada).get(page(kit)))

    assert 'aria-disabled="true"' in text
    assert "It has no recipe that is valid now. Set its recipe first." in text


@pytest.mark.parametrize(
    ("verb", "lifecycle"), [("discontinue", "discontinued"), ("activate", "active")]
)
def test_moves_it_along_its_lifecycle(mug, ada, verb, lifecycle):
    answer = post(browser(ada), f"{page(mug)}{verb}/")

    assert answer.status_code == (302 if verb == "discontinue" else 409)
    assert Sku.objects.get(pk=mug.pk).lifecycle == lifecycle


def test_adds_what_belongs_to_it(mug, ada, gifts):
    make_sku(gifts, "CUP-1")
    client = browser(ada)
    sent = {
        "units/set": {"unit": "case", "factor": "12"},
        "identifiers/add": {"value": "15012345678907", "unit": "case"},
        "substitutes/set": {"instead": "CUP-1", "version": mug.version + 2},
        "price/set": {"amount": "1,004.99", "valid_from": "2026-01-01"},
    }

    answers = {verb: post(client, f"{page(mug)}{verb}/", **sent[verb]) for verb in sent}

    assert {verb: answer.status_code for verb, answer in answers.items()} == dict.fromkeys(
        sent, 302
    )
    text = text_of(client.get(page(mug)))
    for shown in ("case of 12", "15012345678907", "Thing CUP-1", "£1,004.99"):
        assert shown in text
    removed = post(client, f"{page(mug)}identifiers/remove/", value="15012345678907")
    assert removed.status_code == 302
    assert not SkuIdentifier.objects.exists()


def test_sets_a_recipe_from_lines(gifts, ada, mug):
    box = make_kit(gifts, components={"MUG-1": 2})
    make_sku(gifts, "CUP x 1")
    client = browser(ada)

    fields = {"components": "MUG-1 x 3\nCUP x 1 x 2", "version": box.version}
    answer = post(client, f"{page(box)}recipe/set/", **fields)
    wrong = post(client, f"{page(box)}recipe/set/", components="NOBODY x 1", version=1)

    assert (answer.status_code, wrong.status_code) == (302, 422)
    assert "There is no SKU NOBODY." in text_of(wrong)
    lines = client.get(page(box)).context["recipes"][0].lines
    assert {line.component.code: line.quantity for line in lines} == {"MUG-1": 3, "CUP x 1": 2}


def test_reads_the_list_and_the_page_in_few_queries(gifts, ada, django_assert_max_num_queries):
    home = create_category(code="home", name="Home", network=gifts, actor=None, at=NOON)
    for number in range(30):
        make_sku(gifts, f"S-{number}", category=home)
    client = browser(ada)
    client.get("/inventory/skus/")

    with django_assert_max_num_queries(15):
        client.get("/inventory/skus/")
