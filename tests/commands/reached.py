"""Which commands an address may come to, found by following what its code names.

From a view through the functions, classes and tables it names, up to a command of a service or the kind of
a background job. What is named and never called counts too: nothing an address can do is overlooked.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.db.models import Model

from kernel.errors import refusal
from tests.house.source import APPS
from tests.house.test_python_rules import commands
from tests.security.endpoints import Endpoint
from workbench.job_kinds import job_kind


@cache
def every_service_command() -> dict[FunctionType, str]:
    """Each command with its name: `exceptions.assign_case`, `inventory.transfers.submit_transfer`."""
    found = {}
    for module, function in commands():
        dotted = module.name.removesuffix(".py").replace("/", ".")
        command = getattr(importlib.import_module(dotted), function.name)
        found[inspect.unwrap(command)] = f"{dotted.split('.services')[0]}.{function.name}"
    return found


def takes_post(endpoint: Endpoint) -> bool:
    """Whether a form may be sent there; what refuses no method takes every one."""
    methods: set[str] = set()
    view = endpoint.callback
    while view is not None:
        held = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
        methods |= set(_content(held.get("request_method_list"), ()))
        view = getattr(view, "__wrapped__", None)
    return not methods or "POST" in methods


def reached_from(start: Any) -> set[str]:
    """Names of commands, and of kinds of jobs as `job <kind>`."""
    known, found, seen, todo = every_service_command(), set(), set(), [start]
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        plain = inspect.unwrap(one) if isinstance(one, FunctionType) else one
        if isinstance(plain, FunctionType) and plain in known:
            found.add(known[plain])
        elif isinstance(one, str):
            found |= {f"job {one}"} if refusal(job_kind, one) is None else set()
        elif _is_ours(one):
            todo.extend(_named_by(one))
    return found


def everything_in(start: Any) -> list[Any]:
    """What the code of a function names, and what is named in that, without stopping at commands."""
    seen: dict[int, Any] = {}
    todo = [start]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            todo.extend(_named_by(one) if _is_ours(one) and not isinstance(one, str) else ())
    return list(seen.values())


def _is_ours(one: Any) -> bool:
    """The product's own code, without its rows: a model names half of the product."""
    if isinstance(one, type) and issubclass(one, Model):
        return False
    home = getattr(one, "__module__", None)
    own = isinstance(home, str) and home.split(".")[0] in APPS
    return own or not isinstance(one, FunctionType | type)


def _named_by(one: Any) -> Iterable[Any]:
    if isinstance(one, FunctionType):
        return _named_by_function(inspect.unwrap(one))
    if isinstance(one, type):
        return [value for base in one.__mro__ if _is_ours(base) for value in vars(base).values()]
    if isinstance(one, staticmethod | classmethod):
        return [one.__func__]
    if isinstance(one, property):
        return [one.fget]
    if isinstance(one, dict):
        return one.values()
    if isinstance(one, list | tuple | set | frozenset):
        return one
    if dataclasses.is_dataclass(one):
        return [getattr(one, field.name) for field in dataclasses.fields(one)]
    return ()


def _named_by_function(function: Any) -> Iterator[Any]:
    yield from (_content(cell, None) for cell in function.__closure__ or ())
    yield from function.__kwdefaults__ or ()
    for code in _codes(function.__code__):
        names = code.co_names
        for name in names:
            value = function.__globals__.get(name)
            if not isinstance(value, ModuleType):
                yield from _unless_registry(name, value)
            elif value.__name__.split(".")[0] in APPS:
                for part in names:
                    yield from _unless_registry(part, getattr(value, part, None))


def _unless_registry(name: str, value: Any) -> list[Any]:
    """A table is a constant; what any app fills in says nothing of who asks it."""
    plain = isinstance(value, FunctionType | type | str)
    return [value] if plain or name.isupper() else []


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Of a function and of what is written inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


def _content(cell: Any, otherwise: Any) -> Any:
    try:
        return otherwise if cell is None else cell.cell_contents
    except ValueError:  # not filled yet
        return otherwise
