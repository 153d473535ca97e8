import contextlib
import os
import signal
import subprocess
import threading
import time

import psycopg
import pytest

from config.engines import addresses, own, record
from config.engines.processes import wait_until
from tests.config.conftest import PATIENCE_S


def connect(folder):
    known = record.read(folder)
    return psycopg.connect(
        host=record.LOOPBACK,
        port=known.postgres_port,
        user=addresses.OWNER,
        password=known.owner_password,
        dbname=addresses.DATABASE,
        autocommit=True,
    )


def kill_everything(folder, *, children=True):
    """As the kernel does when memory ends: no one gets to say goodbye."""
    for engine in own.status(folder):
        listed = subprocess.run(
            ["pgrep", "-P", str(engine.pid)], capture_output=True, text=True, check=False
        )
        for pid in [engine.pid, *(int(line) for line in listed.stdout.split() if children)]:
            os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(e.pid for e in own.status(folder)), seconds=PATIENCE_S)


@pytest.mark.parametrize("children", [True, False], ids=["everything", "only the parents"])
def test_what_was_committed_is_there_after_it(running, children):
    with connect(running) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (name text)")
        connection.execute("INSERT INTO kept VALUES ('before')")
        known = connection.execute("SELECT count(*) FROM kept").fetchone()
    kill_everything(running, children=children)

    assert own.start(running, durable=False) == ("postgres", "redis")

    with connect(running) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == known


def test_a_pid_file_that_names_another_program_does_not_stop_it(running):
    cluster = own.postgres(running).cluster
    stale = (cluster / "postmaster.pid").read_text()
    kill_everything(running)
    with subprocess.Popen(["sleep", "3600"]) as stranger:
        (cluster / "postmaster.pid").write_text(
            stale.replace(stale.split()[0], str(stranger.pid), 1)
        )

        started = own.start(running, durable=False)

        stranger.kill()
    assert started == ("postgres", "redis")


def test_a_start_killed_in_the_middle_is_begun_again(data_dir):
    own.postgres(data_dir).home.make("postgres.new").joinpath("half").touch()

    own.start(data_dir, which=("postgres",), durable=False)

    assert own.postgres(data_dir).answers()


def count_for_seconds(connection):
    with contextlib.suppress(psycopg.Error):
        connection.execute("SELECT count(*) FROM generate_series(1, 15000000)")


def test_a_child_still_in_a_query_is_waited_for(running):
    with connect(running) as connection:
        query = threading.Thread(target=count_for_seconds, args=(connection,))
        query.start()
        time.sleep(0.3)
        os.kill(own.postgres(running).pid(), signal.SIGKILL)

        started = own.start(running, durable=False)

        query.join()
    assert started == ("postgres",)
    assert own.postgres(running).answers()
