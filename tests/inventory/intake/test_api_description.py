"""The description of the API validates, is for clients with the scope and people, and stays local."""

import gzip
import json
import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from config.api_docs import reference
from inventory.ledger.vocabulary import EventType
from tests.factories import make_person
from tests.inventory.intake.calls import get, make_token
from tests.workbench.test_budgets import CSS, DRAFTS, JS, KILO, OTHER, weight


@pytest.fixture
def document(world):
    return json.loads(get(make_token(), "schema/").content)


def test_validates_as_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_operation_is_secured_and_answers_problems(document):
    operations = [one for path in document["paths"].values() for one in path.values()]

    assert operations
    assert document["components"]["securitySchemes"]["clientToken"]["scheme"] == "bearer"
    for operation in operations:
        assert operation["security"] == [{"clientToken": []}], operation["operationId"]
        problem = operation["responses"]["401"]["content"]
        assert list(problem) == ["application/problem+json"]
        assert operation["summary"]


def test_the_event_call_carries_examples_and_every_type(document):
    call = document["paths"]["/api/v1/events"]["post"]

    assert call["requestBody"]["content"]["application/json"]["examples"]
    assert call["responses"]["200"]["content"]["application/json"]["examples"]
    types = document["components"]["schemas"]["EventTypeEnum"]["enum"]
    assert types == [kind.word for kind in EventType]


def test_needs_the_scope(world):
    answer = get(make_token(scopes=("stock:read",)), "schema/")

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_is_refused_to_anybody_else(world):
    assert Client().get("/api/v1/schema/").status_code == 401


@pytest.fixture
def browser(world):
    client = Client()
    client.force_login(
        make_person("Ines", role="integration engineer", scope=world.network),
        backend="accounts.backend.SignInBackend",
    )
    return client


def test_a_signed_in_person_reads_it(browser):
    assert browser.get("/api/v1/schema/").json()["openapi"] == "3.1.0"


def test_the_page_loads_nothing_from_elsewhere(browser):
    answer = browser.get("/api/v1/docs/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Report inventory events" in page
    assert "/api/v1/schema/" in page


def test_the_page_says_what_each_call_may_refuse_and_what_to_do(browser):
    page = browser.get("/api/v1/docs/?of=transfers").content.decode()

    submit = page[page.index('id="submit_transfer"') :].partition("</section>")[0]
    assert "transfer_not_draft</code>: {reference} is {status}" in submit
    assert "call_key_reused" in submit


def test_every_group_has_a_page_that_weighs_little(browser):
    shared = weight([*CSS, *JS, DRAFTS, *OTHER])
    pages = {
        group.key: browser.get(f"/api/v1/docs/?of={group.key}").content
        for group in reference()["groups"]
    }

    assert {"transfers", "cases", "receipts"} <= pages.keys()
    assert max(len(gzip.compress(page, 6)) for page in pages.values()) + shared <= 80 * KILO


def test_there_is_no_page_of_a_group_nobody_knows(browser):
    assert browser.get("/api/v1/docs/?of=spoons").status_code == 404


def test_the_page_leads_a_stranger_to_the_sign_in(db):
    assert Client().get("/api/v1/docs/").status_code == 302


def test_the_table_of_types_is_for_every_client(world):
    rows = get(make_token(scopes=("stock:read",)), "event-types").json()["results"]

    sale = next(row for row in rows if row["type"] == "sale")
    assert (sale["from"], sale["to"], sale["kit"]) == (["available"], ["customer"], True)
    assert len(rows) == len(EventType)


def test_an_unknown_address_is_a_problem_document(world):
    answer = get(make_token(), "nothing")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
