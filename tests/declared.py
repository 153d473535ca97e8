"""What the API answers in a test, held against its description: a problem nobody declared fails the test."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import Resolver404

from accounts.api.problems import MEDIA_TYPE
from config.api_docs import document

sent = Client.request
PRODUCT = settings.ROOT_URLCONF


def checked(client: Client, **request: Any) -> Any:
    """As the client sends it, with one more look at the answer."""
    answer = sent(client, **request)
    if answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        wrong = undeclared(str(request["REQUEST_METHOD"]), answer)
        assert not wrong, wrong
    return answer


def undeclared(method: str, answer: Any) -> str:
    """What is wrong with a problem: a status or a code that its operation does not declare. Addresses that
    a test makes up are not described."""
    if settings.ROOT_URLCONF != PRODUCT:
        return ""
    try:
        path = path_of(answer.resolver_match.route)
    except (Resolver404, AttributeError):
        return ""
    told = document()["paths"].get(path)
    if told is None:
        return ""
    declared = told.get(method.lower(), {}).get("responses", {}).get(str(answer.status_code))
    code = answer.json()["code"]
    if code in (anywhere() if declared is None else declared.get("x-codes", ())):
        return ""
    return f"{method} {path} answers {answer.status_code} {code}, which it does not declare"


def path_of(route: str) -> str:
    """The address of a route as the description writes it."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)


@cache
def anywhere() -> set[str]:
    """What the head of the description says of every call."""
    return set(re.findall(r"`(\w+)`", document()["info"]["description"]))
