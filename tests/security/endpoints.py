"""Every address of the product, found by asking the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Endpoint:
    name: str
    path: str
    arguments: tuple[str, ...]
    callback: Any

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    def url(self, kwargs: dict[str, Any]) -> str:
        return reverse(self.name, kwargs=kwargs)


def every_endpoint() -> list[Endpoint]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], path: str, space: str) -> Iterator[Endpoint]:
    for node in patterns:
        here = path + str(node.pattern)
        if isinstance(node, URLResolver):
            inner = f"{space}{node.namespace}:" if node.namespace else space
            yield from _walk(node.url_patterns, here, inner)
        elif isinstance(node, URLPattern):
            arguments = tuple(sorted(node.pattern.regex.groupindex))
            yield Endpoint(f"{space}{node.name}", here, arguments, node.callback)
