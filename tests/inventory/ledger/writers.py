"""Several people posting at once: threads with connections of their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def running(work: Callable[[int, int], None], *, writers: int) -> Iterator[None]:
    """Call `work(writer, turn)` over and over in threads while the block runs.

    An error of any of them fails the test; a writer that never got a turn too.
    """
    stop, errors, turns = threading.Event(), [], [0] * writers

    def keep_on(writer: int) -> None:
        try:
            while not stop.is_set():
                work(writer, turns[writer])
                turns[writer] += 1
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep_on, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert errors == []
    assert all(turns)
