"""Cache keys of the running test alone, so that nothing has to be cleared."""

from uuid import uuid4

RUN = uuid4().hex[:8]
namespace = RUN


def of_this_test(key: str, prefix: str, version: int) -> str:
    return f"{prefix}:{namespace}:{version}:{key}"
