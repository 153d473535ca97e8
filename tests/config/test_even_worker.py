"""A new connection goes to the worker that has the fewest."""

import pytest
from gunicorn.workers.gthread import ThreadWorker

from config import even_worker
from config.even_worker import EvenWorker


@pytest.fixture
def waited(monkeypatch):
    """How long workers hung back; the door itself is not opened."""
    pauses = []
    monkeypatch.setattr(even_worker.time, "sleep", pauses.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda self, listener: _take(self))
    fresh = even_worker.RawArray("i", [even_worker.NOBODY] * even_worker.MOST_WORKERS)
    monkeypatch.setattr(even_worker, "connections", fresh)
    return pauses


def _take(worker):
    worker.nr_conns += 1


def worker(age, connections):
    made = EvenWorker.__new__(EvenWorker)
    made.age, made.nr_conns = age, connections
    return made


def test_the_busier_one_hangs_back(waited):
    busier, _other = worker(1, 3), worker(2, 1)

    busier.accept(None)

    assert waited == [even_worker.HANG_BACK_S]
    assert even_worker.connections[1] == 4


def test_the_least_busy_one_opens_at_once(waited):
    worker(1, 3)

    worker(2, 1).accept(None)

    assert waited == []


def test_nobody_waits_for_one_that_ended(waited):
    busy, ended = worker(1, 3), worker(2, 0)
    even_worker.forget(ended)

    busy.accept(None)

    assert waited == []
