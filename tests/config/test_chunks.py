"""A body sent in chunks is read like any other; whoever sends one is never taken for saying nothing."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from tests.inventory.intake.calls import make_token
from tests.inventory.transfers.world import make_world

pytestmark = pytest.mark.django_db
DRAFT = {
    "from": "DC-NORTH",
    "to": "CAMDEN",
    "reason": "customer",
    "lines": [{"sku": "MUG", "quantity": 7}],
}


class CutOff(BytesIO):
    """A stream as the server gives it where a chunk is not what it says."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("Invalid chunk size")


def send(content: BytesIO, *, path: str = "transfers", terminated: bool = True) -> Any:
    # Of a source of its own: which one a code names is kept for two seconds.
    scopes = ("transfers:read", "transfers:write", "events:write")
    token = make_token(source="chunks", scopes=scopes)
    stream: dict[str, Any] = {"wsgi.input": content, "wsgi.input_terminated": terminated}
    return Client().generic(
        "POST",
        f"/api/v1/{path}",
        headers={"Authorization": f"Bearer {token}", "Transfer-Encoding": "chunked"},
        CONTENT_TYPE="application/json",
        **stream,
    )


def test_a_command_is_done_as_it_says() -> None:
    make_world()

    answer = send(BytesIO(json.dumps(DRAFT).encode()))

    assert answer.status_code == 201, answer.content
    assert [(line["sku"], line["asked"]) for line in answer.json()["lines"]] == [("MUG", 7)]


def test_events_are_read() -> None:
    answer = send(BytesIO(b'{"events": []}'), path="events")

    assert answer.json()["posted"] == 0


def test_more_than_a_body_may_have_is_refused() -> None:
    answer = send(BytesIO(b" " * (6 * 1024 * 1024 + 1)))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "Send it with its Content-Length." in answer.json()["detail"]


def test_broken_chunks_are_refused() -> None:
    answer = send(CutOff())

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_server_that_reads_no_chunks_says_so() -> None:
    answer = send(BytesIO(), terminated=False)

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
