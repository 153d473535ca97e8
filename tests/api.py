"""Calls of the API as another system makes them: one client for each set of scopes and places."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import Place
from tests.inventory.intake.calls import make_token


class Api:
    """`api.post("cases/CS-000001/release", scope="cases:write", version=1)`"""

    def __init__(self) -> None:
        self.tokens: dict[tuple[tuple[str, ...], Place | None], str] = {}

    def token(self, scopes: str, place: Place | None = None) -> str:
        """Of a client with these scopes, a space between them."""
        names = tuple(scopes.split())
        if (names, place) not in self.tokens:
            source = f"system{len(self.tokens)}"
            self.tokens[names, place] = make_token(source=source, scopes=names, place=place)
        return self.tokens[names, place]

    def get(self, path: str, *, scope: str, place: Place | None = None, **headers: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers=self._heads(scope, place, headers))

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        scope: str,
        place: Place | None = None,
        version: int | None = None,
        key: str = "",
        form: bool = False,
        **headers: str,
    ) -> Any:
        heads = self._heads(scope, place, headers)
        if version is not None:
            heads["If-Match"] = f'"{version}"'
        if key:
            heads["Idempotency-Key"] = key
        more = {} if form else {"content_type": "application/json"}
        return Client().post(f"/api/v1/{path}", body or {}, headers=heads, **more)

    def _heads(self, scope: str, place: Place | None, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token(scope, place)}", **named}


def said(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]
