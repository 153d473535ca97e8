"""What a case notes is read in words, and its references lead on."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exceptions.evidence_words import named_evidence
from tests.exceptions.desk import make_case
from tests.factories import make_place
from tests.house import source
from tests.inventory.intake.world import make_location, make_sku

pytestmark = pytest.mark.django_db
# What another system sent is shown as it was sent.
SENT = {"sent_again"}


def noted() -> Iterator[tuple[str, str]]:
    """Every key that the code puts into the evidence of a case, tables included, and where."""
    for module in source.modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.keyword) and node.arg == "evidence":
                yield from keys_in(module, node.value)
            if isinstance(node, ast.FunctionDef) and node.name == "_evidence":
                yield from keys_in(module, node)


def keys_in(module, node: ast.AST) -> Iterator[tuple[str, str]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            for key in one.keys:
                if isinstance(key, ast.Constant):
                    yield str(key.value), str(module.at(one))


def test_every_fact_that_is_noted_has_words():
    found = list(noted())
    nameless = {f"{where} {key}" for key, where in found if key not in named_evidence()}

    assert len(found) > 80
    assert not nameless, nameless


CODES = {
    "code": "bad_quantity",
    "note": "location_not_open",
    "state": "in_transit",
    "status": "in_progress",
    "check": "level",
    "interval_minutes": 5,
    "grace_minutes": 30,
    "states": {"in_transit": 3, "available": -3},
    "event_ids": [4711],
    "lines": [{"sku": "MUG", "expected": 3, "missing": 1}],
}


def test_no_code_of_a_program_is_in_sight(client, omar, camden):
    case = make_case(camden, evidence=CODES)
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    shown = re.sub(r"<[^>]+>", " ", page.split('id="side"')[1].split("<footer>")[0])
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", shown) == []
    for words in ("Not a quantity", "Location not open", "In transit", "5 minutes", "30 minutes"):
        assert words in shown


@pytest.fixture
def noted_at_camden(network, camden):
    """A case at Camden that names a SKU, a place one sees, and one that another network has."""
    foreign = make_place("FR")
    make_sku("MUG", network)
    make_location("CAMDEN", network)
    make_location("PARIS", foreign)
    rows = [{"sku": "MUG", "missing": 1}, {"sku": "NOWHERE", "missing": 2}]
    return make_case(camden, evidence={"location": "CAMDEN", "lines": rows})


def test_references_lead_to_their_pages(client, omar, noted_at_camden):
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{noted_at_camden.reference}/").content.decode()

    assert '<a href="/inventory/locations/CAMDEN/">CAMDEN</a>' in page
    assert '<a href="/inventory/skus/MUG/">MUG</a>' in page
    assert 'href="/inventory/skus/NOWHERE/"' not in page


def test_many_lines_ask_no_more_than_one(
    client, omar, network, camden, django_assert_max_num_queries
):
    for number in range(30):
        make_sku(f"CUP-{number}", network)
    rows = [{"sku": f"CUP-{number}", "missing": 1} for number in range(30)]
    many = make_case(camden, evidence={"lines": rows})
    one = make_case(camden, fingerprint="cell:2", evidence={"lines": rows[:1]})
    client.force_login(omar)
    client.get(f"/exceptions/cases/{one.reference}/")

    with CaptureQueriesContext(connection) as few:
        client.get(f"/exceptions/cases/{one.reference}/")
    with django_assert_max_num_queries(len(few)):
        page = client.get(f"/exceptions/cases/{many.reference}/").content.decode()

    assert page.count('<a href="/inventory/skus/CUP-') == 30


def test_a_reference_that_is_more_than_one_breaks_no_page(client, omar, camden):
    noted = {"transfer": "TR-000009/1/x", "shipment": "TR-000009/1", "event_id": "9" * 40}
    case = make_case(camden, evidence=noted)
    client.force_login(omar)

    assert client.get(f"/exceptions/cases/{case.reference}/").status_code == 200


def test_references_lead_nowhere_for_who_may_not_open_them(client, omar, camden, noted_at_camden):
    other = make_case(
        camden, fingerprint="cell:2", evidence={"location": "PARIS", "transfer": "TR-000009"}
    )
    client.force_login(omar)

    page = client.get(f"/exceptions/cases/{other.reference}/").content.decode()

    assert "PARIS" in page
    assert 'href="/inventory/locations/PARIS/"' not in page
    assert 'href="/inventory/transfers/TR-000009/"' not in page
