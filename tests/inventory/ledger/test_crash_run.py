"""20,000 deliveries by 8 clients while the database server and a client are killed: nothing is lost,
nothing is double, and stock at every moment is that of the same facts posted in order by one thread.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from subprocess import Popen

import pytest

from config.engines import addresses
from inventory.ledger.vocabulary import State
from tests.inventory.ledger.crash import story
from tests.inventory.ledger.crash.server import SORTED, Server, pause, server_of_its_own
from tests.inventory.ledger.model import stock_at_every_moment
from tests.inventory.ledger.shop import T0

pytestmark = pytest.mark.slow

CLIENTS = 8
# Parts of all calls after which something is killed.
KILL_SERVER_AT = (0.2, 0.5, 0.8)
KILL_CLIENT_AT = 0.35


@dataclass
class Run:
    """The clients at work, what was killed under them, and the evidence."""

    server: Server
    folder: Path
    calls: list[tuple[str, list[dict]]]
    clients: list[Popen[str]] = field(default_factory=list)
    killed_clients: int = 0
    killed_mid_call: list[str] = field(default_factory=list)

    def start(self) -> None:
        for number in range(CLIENTS):
            story.write_calls(self.calls[number::CLIENTS], self.folder / f"calls-{number}")
            self.clients.append(self._client(number))

    def _client(self, number: int) -> Popen[str]:
        return self.server.program(
            "client", str(self.folder / f"calls-{number}"), str(self.journal(number))
        )

    def journal(self, number: int) -> Path:
        return self.folder / f"journal-{number}"

    def lines(self, number: int) -> list[str]:
        file = self.journal(number)
        return file.read_text().splitlines() if file.exists() else []

    def done(self) -> list[dict]:
        """What every answered call said, over all clients."""
        lines = [line for number in range(CLIENTS) for line in self.lines(number)]
        return [_answered(line) for line in lines if line.startswith("done")]

    def wait_for(self, part: float) -> None:
        while len(self.done()) < part * len(self.calls):
            self._nobody_failed()
            pause()

    def kill_server(self) -> None:
        self.server.kill()
        pause(0.5)
        self.server.start()

    def kill_a_client_mid_call(self, number: int = 3) -> None:
        """Again until its last word is that it has begun a call: then nobody heard the answer."""
        while not self.killed_mid_call:
            lines = self.lines(number)
            if lines and lines[-1].startswith("start"):
                self.clients[number].send_signal(signal.SIGKILL)
                assert self.clients[number].wait() == -signal.SIGKILL
                self.killed_clients += 1
                last = self.lines(number)[-1]
                if last.startswith("start"):
                    self.killed_mid_call.append(last)
                self.clients[number] = self._client(number)
                pause(1)

    def finish(self) -> None:
        for client in self.clients:
            said, _ = client.communicate(timeout=1800)
            assert client.returncode == 0, said

    def _nobody_failed(self) -> None:
        for client in self.clients:
            assert client.poll() in (None, 0), client.communicate()[0]


def _answered(line: str) -> dict:
    _, number, lost, answers = line.split(" ", 3)
    return {"call": int(number), "lost": int(lost), "answers": json.loads(answers)}


@pytest.fixture
def seed(capsys: pytest.CaptureFixture[str]) -> int:
    """Another one each time; set the variable to see a run again."""
    seed = int(os.environ.get("PLUMBLINE_CRASH_SEED") or SystemRandom().randrange(10**9))
    with capsys.disabled():
        sys.stderr.write(f"\nCrash run, PLUMBLINE_CRASH_SEED={seed}\n")
    return seed


@contextmanager
def crash_run(told: story.Story, folder: Path) -> Iterator[Run]:
    """Everything that happens; the checks look at what is left."""
    with server_of_its_own() as server:
        server.run("prepare")
        run = Run(server, folder, told.calls)
        run.start()
        run.wait_for(KILL_SERVER_AT[0])
        run.kill_server()
        run.wait_for(KILL_CLIENT_AT)
        run.kill_a_client_mid_call()
        for part in KILL_SERVER_AT[1:]:
            run.wait_for(part)
            run.kill_server()
        run.finish()
        server.run("settle")
        _post_in_order(server, told, folder)
        yield run


def _post_in_order(server: Server, told: story.Story, folder: Path) -> None:
    server.make_second_database()
    server.run("prepare", database=SORTED)
    story.write_calls(story.sorted_calls(told), folder / "sorted")
    server.run("one_thread", str(folder / "sorted"), database=SORTED)


def test_the_story_is_as_troubled_as_it_should_be(seed):
    told = story.tell(seed)

    assert told.figures["deliveries"] == 20_000 == sum(len(events) for _, events in told.calls)
    assert told.figures["duplicates"] == 6_000
    assert told.figures["out of order"] == 4_000
    assert told.figures["late around counts"] == 400
    assert told.figures["malformed"] == 100
    assert told.figures["late counts"] > 50
    counts = Counter((f.sku, f.location) for f in told.facts if f.type == "count")
    assert min(counts.values()) >= 2


def test_a_crash_loses_nothing_doubles_nothing_and_changes_no_moment(seed, tmp_path):
    told = story.tell(seed)
    with crash_run(told, tmp_path) as run:
        assert_really_killed(run)
        assert_every_call_was_answered(run, told)
        assert_every_fact_is_posted_once(run, told)
        assert_only_the_malformed_wait(run, told)
        assert "The ledger holds" in run.server.run("verify")
        assert "The ledger holds" in run.server.run("verify", database=SORTED)
        assert _changes(run.server, addresses.DATABASE) == _changes(run.server, SORTED)
        assert _levels(run.server, addresses.DATABASE) == _levels(run.server, SORTED)
        assert_stock_is_what_the_model_says(run, told)


def assert_really_killed(run: Run) -> None:
    """By the process numbers, by what the server wrote when it came back, and by what clients felt."""
    kills = len(KILL_SERVER_AT)
    assert len(run.server.pids) == len(set(run.server.pids)) == 1 + kills
    recovered = "was not properly shut down; automatic recovery in progress"
    assert run.server.log.count(recovered) == kills >= 2
    assert sum(call["lost"] for call in run.done()) >= 2 * kills
    assert run.killed_mid_call
    number = run.killed_mid_call[0].split()[1]
    assert run.lines(3).count(f"start {number}") >= 2


def assert_every_call_was_answered(run: Run, told: story.Story) -> None:
    answers: Counter[str] = Counter()
    for call in run.done():
        answers.update(call["answers"])
    assert len(run.done()) == len(told.calls)
    assert sum(answers.values()) == 20_000
    assert answers["conflict"] == 0


def assert_every_fact_is_posted_once(run: Run, told: story.Story) -> None:
    posted = run.server.rows(
        "SELECT s.code, e.key, count(*) FROM ledger_event e"
        " JOIN ledger_source s ON s.id = e.source_id GROUP BY 1, 2"
    )
    assert {row[:2] for row in posted} == {(fact.source, fact.key) for fact in told.facts}
    assert {row[2] for row in posted} == {1}


def assert_only_the_malformed_wait(run: Run, told: story.Story) -> None:
    waiting = run.server.rows("SELECT key FROM intake_waitingevent WHERE status = 'open'")
    assert sorted(key for (key,) in waiting) == sorted(event["key"] for event in told.malformed)


def assert_stock_is_what_the_model_says(run: Run, told: story.Story) -> None:
    expected = stock_at_every_moment(told.facts, story.RECIPES)
    changes = _changes(run.server, addresses.DATABASE)
    stock: Counter[tuple[str, str, str]] = Counter()
    for moment in sorted(expected):
        for sku, location, state, change in changes.get(moment, ()):
            stock[sku, location, state] += change
        assert {cell: n for cell, n in stock.items() if n} == expected[moment], moment


CHANGES = """
    SELECT (extract(epoch FROM at) / 60)::int, s.code, p.code, state, sum(change)::bigint FROM (
        SELECT occurred_at AS at, sku_id, location_id, "end" AS state, -quantity AS change
        FROM ledger_movement
        UNION ALL
        SELECT occurred_at, sku_id, to_location_id, to_end, quantity FROM ledger_movement
    ) side
    JOIN catalog_sku s ON s.id = side.sku_id JOIN accounts_place p ON p.id = side.location_id
    WHERE state < 20 GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0 ORDER BY 1, 2, 3, 4
"""


def _changes(server: Server, database: str) -> dict[int, list[tuple[str, str, str, int]]]:
    """What changed in each cell and state, minute by minute: equal changes, equal stock always."""
    first = int(T0.timestamp()) // 60
    changes: dict[int, list[tuple[str, str, str, int]]] = {}
    for moment, sku, location, state, change in server.rows(CHANGES, database=database):
        changes.setdefault(moment - first, []).append((sku, location, State(state).word, change))
    return changes


def _levels(server: Server, database: str) -> list[tuple]:
    states = ", ".join(f"l.{state.word}" for state in State)
    return server.rows(
        f"SELECT s.code, p.code, {states} FROM ledger_stocklevel l"
        " JOIN catalog_sku s ON s.id = l.sku_id JOIN accounts_place p ON p.id = l.location_id"
        " ORDER BY 1, 2",
        database=database,
    )
