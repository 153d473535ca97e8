"""A web worker that leaves a new connection to a colleague who has fewer of them.

Connections are kept open, so where one lands it stays: of eight callers six in one process wait three
times as long as the two in the other. All processes wake when somebody knocks; the busier ones hang
back for a moment, and the least busy one opens.
"""

import time
from multiprocessing.sharedctypes import RawArray
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

MOST_WORKERS = 64
HANG_BACK_S = 0.001
NOBODY = 2**31 - 1

# Open connections of each worker, where all of them read it: made before they are forked.
connections = RawArray("i", [NOBODY] * MOST_WORKERS)


def forget(worker: Any) -> None:
    """A worker that ended opens no door."""
    connections[worker.age % MOST_WORKERS] = NOBODY


class EvenWorker(ThreadWorker):
    @property
    def nr_conns(self) -> int:
        """The base class counts up and down; here the others see it too."""
        return int(connections[self.age % MOST_WORKERS])

    @nr_conns.setter
    def nr_conns(self, count: int) -> None:
        connections[self.age % MOST_WORKERS] = count

    def accept(self, listener: Any) -> None:
        if min(connections) < self.nr_conns:
            time.sleep(HANG_BACK_S)
        super().accept(listener)
