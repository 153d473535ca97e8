"""What keeps a location from being closed: each higher room says so itself, from its `apps.py`."""

from __future__ import annotations

from collections.abc import Callable

from inventory.catalog.models import Location

# A sentence that names what is left, such as "12 SKUs still have stock here.", or nothing.
Obstacle = Callable[[Location], str]

_obstacles: list[Obstacle] = []


def register(obstacle: Obstacle) -> None:
    if obstacle not in _obstacles:
        _obstacles.append(obstacle)


def obstacles_of(location: Location) -> list[str]:
    """Everything that is left at the location, in the order of the rooms."""
    return [text for text in (obstacle(location) for obstacle in _obstacles) if text]
