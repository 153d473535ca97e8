"""Cache keys of the running test alone, so that nothing has to be cleared."""

from uuid import uuid4

RUN = uuid4().hex[:8]
namespace = RUN
turns = [0]


def forget() -> None:
    """What was kept so far is not found again; what others keep in the same Redis stays."""
    turns[0] += 1


def of_this_test(key: str, prefix: str, version: int) -> str:
    return f"{prefix}:{namespace}:{turns[0]}:{version}:{key}"
