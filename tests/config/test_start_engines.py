import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import subprocess
from threading import Timer

import pytest

from config.engines import home, own, programs, record
from config.engines.errors import EngineError
from tests.config.conftest import PATIENCE_S, environment, manage_arguments, passable_folder


def all_run(folder):
    return all(each.pid for each in own.status(folder))


def test_starts_what_is_down_and_nothing_twice(data_dir):
    assert own.start(data_dir, durable=False) == ("postgres", "redis")

    assert own.start(data_dir) == ()

    assert all_run(data_dir)
    assert own.stop(data_dir) == ("redis", "postgres")
    assert own.stop(data_dir) == ()


def test_a_redis_that_is_slow_to_answer_is_asked_again_to_stop(data_dir):
    own.start(data_dir, which=("redis",), durable=False)
    (pid,) = [each.pid for each in own.status(data_dir) if each.pid]
    os.kill(pid, signal.SIGSTOP)
    goes_on = Timer(6, os.kill, (pid, signal.SIGCONT))
    goes_on.start()

    assert own.stop(data_dir) == ("redis",)

    goes_on.join()


def test_four_commands_at_once_start_one_server_each(data_dir):
    commands = [
        subprocess.Popen(
            manage_arguments("engines", "start"),
            env=environment(data_dir),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(4)
    ]

    said = [command.communicate(timeout=PATIENCE_S)[0] for command in commands]

    assert [command.returncode for command in commands] == [0] * 4, said
    assert "".join(said).count("PostgreSQL started.") == 1
    assert "".join(said).count("Redis started.") == 1


def test_a_folder_with_a_very_long_path_works():
    top = passable_folder()
    deep = top.joinpath(*["a folder with a long name, blanks and 'quotes'"] * 5)

    own.start(deep, durable=False)

    assert len(str(deep)) > 200
    assert all_run(deep)
    own.erase(deep)
    shutil.rmtree(top)


def test_a_path_that_no_shell_would_survive_is_refused(data_dir):
    with pytest.raises(EngineError, match="Set PLUMBLINE_DATA_DIR to another folder"):
        own.start(data_dir / "a $HOME of horrors")


def test_a_closed_folder_works(data_dir):
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)

    own.start(closed / "data", durable=False)

    assert all_run(closed / "data")
    first = own.status(closed / "data")[0].folder
    own.stop(closed / "data")
    shutil.rmtree(closed / "data")
    home.of.cache_clear()

    own.start(closed / "data", which=("postgres",), durable=False)

    own.erase(closed / "data")
    assert not first.exists()


def test_a_port_somebody_took_is_exchanged(data_dir):
    before = record.read_or_create(data_dir)
    with socket.create_server((record.LOOPBACK, before.redis_port)):
        own.start(data_dir, which=("redis",))

    after = record.read(data_dir)
    assert after.redis_port != before.redis_port
    assert after.postgres_port == before.postgres_port


def start_as(person, folder, answers):
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(person.pw_gid)
        os.setuid(person.pw_uid)
    started = own.start(folder, durable=False)
    answers.put((started, all_run(folder)))
    own.stop(folder)


def test_an_ordinary_user_starts_them(data_dir, monkeypatch):
    person = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    copied = programs.copied_into(data_dir)
    monkeypatch.setattr(programs, "installed", lambda: copied)
    folder = data_dir / "of an ordinary user"
    folder.mkdir()
    os.chown(folder, person.pw_uid, person.pw_gid)
    home.of.cache_clear()
    processes = multiprocessing.get_context("fork")
    answers = processes.Queue()

    child = processes.Process(target=start_as, args=(person, folder, answers))
    child.start()

    assert answers.get(timeout=PATIENCE_S) == (("postgres", "redis"), True)
    child.join(PATIENCE_S)
    assert (folder / "engines" / "postgres").stat().st_uid == person.pw_uid


def test_a_folder_of_somebody_else_is_refused_with_one_sentence(data_dir, monkeypatch):
    known = record.read_or_create(data_dir)
    somebody = record.folder(data_dir).stat().st_uid + 1

    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: somebody)
        with pytest.raises(EngineError, match="belongs to another user"):
            home.of(data_dir, known)


def test_erasing_needs_a_word_and_takes_everything(manage, data_dir):
    assert "Redis started." in manage("engines", "start").stdout

    refused = manage("engines", "erase")

    assert refused.returncode == 1
    assert "Nothing was erased" in refused.stderr
    assert all_run(data_dir)
    done = manage("engines", "erase", "--confirm")
    assert "The engines' files are gone." in done.stdout
    assert not (record.folder(data_dir) / "postgres").exists()
    assert "PostgreSQL: stopped" in manage("engines", "status").stdout
