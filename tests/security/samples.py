"""Arguments for the walk of every endpoint. A room adds a module `samples_<room>.py` beside this one.

    @foreign("inventory:location", "inventory:location-change")
    def location(world):
        return {"code": world.far_store.code}

`foreign` names an object outside of `world.north`: nobody who works there may open or change it.
`shared` names one both sides see: its page may open, but shows nothing of the other side.
`query` adds parameters to an address without arguments. `public` needs no sign-in.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from tests import security
from tests.security.world import World

Kwargs = dict[str, Any]
Sample = Callable[[World], Kwargs]

FOREIGN: dict[str, Sample] = {}
SHARED: dict[str, Sample] = {}
QUERIES: dict[str, list[str]] = {}
PUBLIC: set[str] = set()
# What would end the walk itself, or belongs to whoever walks: reads and refusals have own tests.
SKIPPED: set[str] = set()
# Open to every client, whatever its scopes.
ANY_TOKEN: set[str] = set()


def foreign(*names: str) -> Callable[[Sample], Sample]:
    def register(sample: Sample) -> Sample:
        FOREIGN.update(dict.fromkeys(names, sample))
        return sample

    return register


def shared(*names: str) -> Callable[[Sample], Sample]:
    def register(sample: Sample) -> Sample:
        SHARED.update(dict.fromkeys(names, sample))
        return sample

    return register


def query(name: str, *queries: str) -> None:
    QUERIES.setdefault(name, []).extend(queries)


def public(*names: str) -> None:
    PUBLIC.update(names)


def skipped(*names: str) -> None:
    SKIPPED.update(names)


def any_token(*names: str) -> None:
    ANY_TOKEN.update(names)


def load() -> None:
    """Read every module of samples there is."""
    for module in pkgutil.iter_modules(security.__path__):
        if module.name.startswith("samples_"):
            importlib.import_module(f"tests.security.{module.name}")
