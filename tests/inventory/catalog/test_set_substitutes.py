import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Substitute
from inventory.catalog.services.composition import set_substitutes
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
def gifts():
    gifts = make_network()
    for code in ("MUG-1", "MUG-2", "MUG-3"):
        make_sku(gifts, code)
    return gifts


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def instead():
    rows = Substitute.objects.order_by("rank")
    return list(rows.values_list("instead__code", flat=True))


def test_keeps_their_order_and_replaces_what_was(ada):
    set_substitutes(code="MUG-1", instead=["MUG-2", "MUG-3"], actor=ada, at=NOON)
    rows = set_substitutes(code="MUG-1", instead=["MUG-3", "MUG-2"], actor=ada, at=NOON)

    assert instead() == ["MUG-3", "MUG-2"]
    assert actions(rows[0].sku) == ["inventory.sku.substitutes_set"] * 2
    assert last_entry("inventory.sku.substitutes_set").before == {"instead": ["MUG-2", "MUG-3"]}


def test_says_that_nothing_may_be_offered(ada):
    set_substitutes(code="MUG-1", instead=["MUG-2"], actor=ada, at=NOON)

    set_substitutes(code="MUG-1", instead=[], actor=ada, at=NOON)

    assert instead() == []


def refused(error, **facts):
    entries = Entry.objects.count()
    with pytest.raises(error):
        set_substitutes(**{"code": "MUG-1", "instead": ["MUG-2"], "at": NOON} | facts)
    assert instead() == []
    assert Entry.objects.count() == entries


def test_refuses_people_without_the_right_and_stale_forms(gifts, ada):
    refused(RightMissing, actor=make_person("Jo", role="warehouse", scope=gifts))
    refused(errors.SkuChangedMeanwhile, actor=ada, version=99)


def test_refuses_unknown_skus_itself_doubles_and_other_networks(gifts, ada):
    make_sku(make_network("fresh"), "APPLE")

    refused(errors.SkuUnknown, actor=ada, instead=["nobody"])
    for others in (["MUG-1"], ["MUG-2", "MUG-2"], ["APPLE"]):
        refused(errors.SubstitutesUnfit, actor=ada, instead=others)
