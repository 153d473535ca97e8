"""Every command of the API with a world and a body in which it is accepted.

    ROOM = Room(make_world)

    @ROOM.ready("api-transfer-submit")
    def submit(world):
        transfer = world.draft()
        return Ready({"reference": transfer.reference}, version=transfer.version)

A room adds a module `ready_<room>.py` beside this one. A command without one fails the walk with its
name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests import commands
from tests.security.endpoints import Endpoint, every_endpoint
from workbench.api.commands import CommandEndpoint


@dataclass(frozen=True, slots=True)
class Ready:
    """One call that is accepted: the names in its address, its body, what the client saw."""

    names: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    # Of the thing the address names; None where it has no version.
    version: int | None = None
    # Beside the scope the view asks for.
    scopes: tuple[str, ...] = ()
    # Of the client that did what came before; another one calls otherwise.
    token: str = ""


Made = Callable[[Any], Ready]


@dataclass(slots=True)
class Room:
    """The commands that one world can bring about."""

    make_world: Callable[[], Any]
    commands: dict[str, Made] = field(default_factory=dict)

    def ready(self, *names: str) -> Callable[[Made], Made]:
        def register(made: Made) -> Made:
            self.commands.update(dict.fromkeys(names, made))
            return made

        return register


def every_command() -> dict[str, Endpoint]:
    """Commands by the name of their address."""
    return {one.name: one for one in every_endpoint() if issubclass(view_of(one), CommandEndpoint)}


def view_of(endpoint: Endpoint) -> Any:
    return getattr(endpoint.callback, "cls", object)


def rooms() -> dict[str, Room]:
    """Every room by its name."""
    return dict(_rooms())


def _rooms() -> Iterator[tuple[str, Room]]:
    for module in pkgutil.iter_modules(commands.__path__):
        if module.name.startswith("ready_"):
            found = importlib.import_module(f"tests.commands.{module.name}")
            yield module.name.removeprefix("ready_"), found.ROOM
