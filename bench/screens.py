"""First pages of the big lists: questions to the database and time in the server."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Place, PlaceScope, User
from accounts.roles import AUDITOR, OPS_LEAD

ROUNDS = 15
MOST_MS = 150
MOST_QUESTIONS = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """One page: the middle and the worst of its times, and how many questions it asked."""

    path: str
    middle_ms: float
    worst_ms: float
    questions: int

    @property
    def holds(self) -> bool:
        return self.middle_ms < MOST_MS and self.questions < MOST_QUESTIONS


def person_for_bench(network: Place) -> User:
    """Somebody who may open every list and sees the whole network."""
    person, _new = User.objects.get_or_create(email="bench@example.com", name="Bench")
    for role in (AUDITOR, OPS_LEAD):
        person.groups.add(Group.objects.get_or_create(name=role)[0])
    PlaceScope.objects.get_or_create(user=person, place=network)
    return person


def measure(paths: Sequence[str], person: User) -> list[Figure]:
    """Ask each page several times as the person would, after one visit that warms the caches."""
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return [_measured(client, path) for path in paths]


def _measured(client: Client, path: str) -> Figure:
    _ask(client, path)
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        _ask(client, path)
        times.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as asked:
        _ask(client, path)
    return Figure(path, statistics.median(times), max(times), len(asked))


def _ask(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
