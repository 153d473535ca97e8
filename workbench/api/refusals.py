"""Which refusals a call may be answered with, read where they are declared: in a command's docstring.

    Refuses, in this order: TransferUnknown, TransferNotDraft, and what `create_transfer` refuses.

An endpoint names the commands it runs, and what it refuses by itself:

    class SubmitView(TransferCommand):
        refuses = (services.submit_transfer, errors.OriginNotYours)

The description of the API lists their codes with their sentences, and the tests fail at an answer with
another one.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any

from kernel.errors import DomainError, NotAllowed
from workbench.errors import PersonUnknown

Refusal = type[DomainError]


@dataclass(frozen=True, slots=True)
class Registered:
    """Commands that other rooms register; asked when the description is made."""

    found: Callable[[], Iterable[Callable[..., Any]]]


Refusing = Refusal | Callable[..., Any] | Registered
Refuses = tuple[Refusing, ...]

DECLARED = re.compile(r"(?:^|(?<=[.:;] ))(?:Refuses|Raises)\b.*?(?=\. [A-Z`]|\.?$)")
CLASS = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+\b")
COMMAND = re.compile(r"`(\w+)` (?:refuses|raises|does)\b")
EITHER = re.compile(f"{CLASS.pattern}|{COMMAND.pattern}")


def refusals_by(view: type[Any], method: str) -> list[Refusal]:
    """What an endpoint may refuse: itself, by its bases, and by the commands it runs."""
    if method == "GET" and hasattr(view, "post"):
        return []
    return _of(view, refused_by(view))


def refusals_of_each(view: type[Any]) -> list[Refusal]:
    """What one of many may be left for, while the call goes on."""
    return _of(view, list(getattr(view, "each_refuses", ())))


def refused_by(view: type[Any]) -> list[Refusing]:
    """What an endpoint and its bases name, its own first."""
    return [one for base in view.__mro__ for one in vars(base).get("refuses", ())]


def _of(view: type[Any], refusing: list[Refusing]) -> list[Refusal]:
    """The refusals, each once. Where nobody is named, no person lacks a right: what a command refuses to
    people is left out, unless the endpoint refuses it itself."""
    by_person = PersonUnknown in (one for one, _own in _declared(refused_by(view)))
    declared = _declared(refusing)
    told = [one for one, own in declared if own or by_person or not issubclass(one, NotAllowed)]
    return list(dict.fromkeys(told))


def _declared(refusing: Iterable[Refusing]) -> list[tuple[Refusal, bool]]:
    """Each refusal, and whether it is the API's own: no command's."""
    return [found for one in refusing for found in _refusals(one, set(), own=True)]


def commands_of(refusing: Iterable[Refusing]) -> set[Callable[..., Any]]:
    """Every command that is asked what it refuses, also by what another one says of it."""
    seen: set[Callable[..., Any]] = set()
    for one in refusing:
        list(_refusals(one, seen, own=True))
    return seen


def declared_by(command: Callable[..., Any]) -> tuple[Refusing, ...]:
    """What its docstring says that it refuses. Raises LookupError for what names nothing."""
    return _declared_by(inspect.unwrap(command))


@cache
def _declared_by(plain: Callable[..., Any]) -> tuple[Refusing, ...]:
    parts = (
        part
        for sentence in DECLARED.findall(" ".join((plain.__doc__ or "").split()))
        for part in EITHER.finditer(sentence)
    )
    return tuple(
        _named(part[1] or part[0], plain, _commands if part[1] else _classes) for part in parts
    )


def codes_of(refusal: Refusal) -> Mapping[str, str]:
    """Its stable codes with the sentences that say what was not done and what to do; most have one."""
    several: Mapping[str, str] | None = getattr(refusal, "CODES", None)
    if several is not None:
        return several
    plain = refusal.__new__(refusal)
    plain.facts = {}
    return {plain.code: plain.sentence}


def _refusals(
    one: Refusing, seen: set[Callable[..., Any]], *, own: bool
) -> Iterator[tuple[Refusal, bool]]:
    if isinstance(one, type):
        yield one, own
    elif isinstance(one, Registered):
        for command in one.found():
            yield from _refusals(command, seen, own=False)
    elif (plain := inspect.unwrap(one)) not in seen:
        seen.add(plain)
        for part in declared_by(plain):
            yield from _refusals(part, seen, own=".api." in plain.__module__)


def _named(name: str, near: Any, known: Callable[[str], Mapping[str, list[Any]]]) -> Any:
    """What a name means in a module: what it imports, else the nearest that is called so."""
    held = near.__globals__.get(name)
    if held is not None:
        return held
    found = known(near.__module__.partition(".")[0]).get(name, ())
    if not found:
        raise LookupError(f"{near.__module__}.{near.__name__} declares {name}, which is nothing.")
    return max(found, key=lambda one: _nearness(one.__module__, near.__module__))


def _nearness(one: str, other: str) -> tuple[int, int]:
    """How many packages two modules have in common; of as many, the one that lies less deep is nearer."""
    parts = one.split(".")
    pairs = zip(parts, other.split("."), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(parts)), -len(parts)


@cache
def _classes(_room: str) -> dict[str, list[Refusal]]:
    """Every refusal there is, by name."""
    found: dict[str, list[Refusal]] = {}
    todo: list[Refusal] = [DomainError]
    while todo:
        one = todo.pop()
        found.setdefault(one.__name__, []).append(one)
        todo += one.__subclasses__()
    return found


@cache
def _commands(room: str) -> dict[str, list[FunctionType]]:
    """The functions of an app and the rooms in it, by name."""
    found: dict[str, list[FunctionType]] = {}
    modules = [one for name, one in list(sys.modules.items()) if name.partition(".")[0] == room]
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                found.setdefault(value.__name__, []).append(value)
    return found
