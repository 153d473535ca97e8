"""What the API answers in a test, held against its description: a code nobody declared fails the test."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import Resolver404

from accounts.api.problems import MEDIA_TYPE
from config.api_docs import document
from workbench.api.described import USUAL

sent = Client.request
PRODUCT = settings.ROOT_URLCONF
DOOR = ("401", "403", "429")
MANY = re.compile(r"/api/v1/.*(bulk|receive-in-full)$")


def checked(client: Client, **request: Any) -> Any:
    """As the client sends it, with one more look at the answer."""
    answer = sent(client, **request)
    if codes := codes_in(answer, str(request["PATH_INFO"])):
        wrong = undeclared(str(request["REQUEST_METHOD"]), answer, codes)
        assert not wrong, wrong
    return answer


def codes_in(answer: Any, path: str) -> set[str]:
    """The code of a problem, or those of the ones that a call on many left."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith(MEDIA_TYPE):
        return {answer.json()["code"]}
    if answer.status_code == 200 and MANY.match(path) and kind == "application/json":
        return {one["code"] for one in answer.json()["left"]}
    return set()


def undeclared(method: str, answer: Any, codes: set[str]) -> str:
    """What is wrong with an answer: codes that its operation does not declare at its status. Addresses
    that a test makes up are not described."""
    if settings.ROOT_URLCONF != PRODUCT:
        return ""
    try:
        path = path_of(answer.resolver_match.route)
    except (Resolver404, AttributeError):
        return ""
    operations = document()["paths"].get(path)
    if operations is None:
        return ""
    more = codes - declared(operations.get(method.lower()), str(answer.status_code))
    words = f"{method} {path} answers {answer.status_code} {', '.join(sorted(more))}"
    return f"{words}, which it does not declare" if more else ""


def declared(operation: dict[str, Any] | None, status: str) -> set[str]:
    """What an operation may answer with a status. A method that the address does not take is refused at
    the door, as every other is there."""
    if operation is None:
        return anywhere() | {code for one in DOOR for code in USUAL[one]}
    told = operation["responses"].get(status)
    return anywhere() if told is None else {*told.get("x-codes", ())}


def path_of(route: str) -> str:
    """The address of a route as the description writes it."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)


@cache
def anywhere() -> set[str]:
    """What the head of the description says of every call."""
    return set(re.findall(r"`(\w+)`", document()["info"]["description"]))
