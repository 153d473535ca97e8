"""Who is acting, from where, in which request: carried beside the call, read by logs and audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Context:
    request_id: str = ""
    correlation_id: str = ""
    ip: str = ""
    client: str = ""
    on_behalf_of: str = ""


_NOBODY = Context()
_current: ContextVar[Context] = ContextVar("plumbline_context", default=_NOBODY)


def current() -> Context:
    return _current.get()


@contextmanager
def acting(**facts: Any) -> Iterator[Context]:
    """Add facts to the context for the duration of a block."""
    token = _current.set(replace(_current.get(), **facts))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def note(**facts: Any) -> None:
    """Add facts for the rest of the enclosing `acting` block: what a view learns only inside."""
    _current.set(replace(_current.get(), **facts))
