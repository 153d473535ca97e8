import socketserver
import threading

import pytest
import redis

from config.engines import addresses, outside, record
from config.engines.errors import EngineError
from config.engines.record import LOOPBACK
from tests.config.conftest import PATIENCE_S


class OldPostgres(socketserver.BaseRequestHandler):
    """Greets like a server of 2020: no TLS, no password, version 13.4."""

    def handle(self):
        self.request.recv(1024)
        self.request.sendall(
            message(b"R", b"\0\0\0\0")
            + message(b"S", b"server_version\x0013.4\0")
            + message(b"S", b"client_encoding\0UTF8\0")
            + message(b"Z", b"I")
        )
        self.request.recv(1024)


class OldRedis(socketserver.StreamRequestHandler):
    """Knows no HELLO and says version 5."""

    def handle(self):
        while line := self.rfile.readline():
            words = [self._word() for _ in range(int(line[1:]))]
            if words[0].upper() == b"INFO":
                facts = b"redis_version:5.0.7\r\n"
                self.wfile.write(b"$%d\r\n%s\r\n" % (len(facts), facts))
            elif words[0].upper() == b"HELLO":
                self.wfile.write(b"-ERR unknown command\r\n")
            else:
                self.wfile.write(b"+OK\r\n")

    def _word(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2]


def message(kind, body):
    return kind + (len(body) + 4).to_bytes(4, "big") + body


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(outside, "PATIENCE_S", PATIENCE_S)


@pytest.fixture
def serve():
    servers = []

    def start(handler):
        server = socketserver.ThreadingTCPServer((LOOPBACK, 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_address[1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_postgresql_that_is_too_old_is_named(serve):
    url = f"postgres://kim@{LOOPBACK}:{serve(OldPostgres)}/shop?sslmode=disable&gssencmode=disable"

    with pytest.raises(EngineError, match=r"is version 13; Plumbline needs 15 or newer\.$"):
        outside.check_postgres(addresses.parse(url, "DATABASE_URL"), "DATABASE_URL")


def test_a_redis_that_is_too_old_is_named(serve):
    url = f"redis://{LOOPBACK}:{serve(OldRedis)}/0?protocol=2"

    with pytest.raises(EngineError, match=r"is version 5\.0\.7; Plumbline needs 6\.2 or newer\.$"):
        outside.check_redis(url, "REDIS_URL")


def test_a_redis_that_evicts_is_refused(running):
    url = redis_of(running)
    with redis.Redis.from_url(url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")

        with pytest.raises(EngineError, match="may evict queued work"):
            outside.check_redis(url, "REDIS_URL")

        client.config_set("maxmemory-policy", "noeviction")
    outside.check_redis(url, "REDIS_URL")


def redis_of(folder):
    known = record.read(folder)
    return f"redis://:{known.redis_password}@{LOOPBACK}:{known.redis_port}/0"


@pytest.mark.parametrize("command", [["showmigrations"], ["shell", "-c", "1"]])
def test_an_unreachable_database_is_one_sentence(manage, command):
    (port,) = record.free_ports(1)

    done = manage(*command, DATABASE_URL=f"postgres://kim:secret@{LOOPBACK}:{port}/shop")

    assert done.returncode == 1
    assert done.stderr.startswith(f"PostgreSQL at {LOOPBACK}:{port} (DATABASE_URL) cannot be used:")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_an_unreachable_redis_is_one_sentence(manage, running):
    known = record.read(running)
    (port,) = record.free_ports(1)
    database = (
        f"postgres://plumbline_app:{known.app_password}@{LOOPBACK}:{known.postgres_port}/plumbline"
    )

    done = manage(
        "showmigrations", DATABASE_URL=database, REDIS_URL=f"redis://:pw@{LOOPBACK}:{port}/0"
    )

    assert done.returncode == 1
    assert done.stderr.startswith(
        f"Redis at redis://{LOOPBACK}:{port}/0 (REDIS_URL) cannot be used"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgres://kim@host", "nonsense"])
def test_an_address_of_another_kind_is_one_sentence(manage, url):
    done = manage("showmigrations", DATABASE_URL=url)

    assert done.returncode == 1
    assert "DATABASE_URL must look like postgres://" in done.stderr
    assert done.stderr.count("\n") == 1


def test_every_part_of_an_address_is_read():
    url = "postgresql://kim%40shop:p%2Fw@db.example:6000/stock?sslmode=require"

    assert addresses.parse(url, "DATABASE_URL") == {
        "ENGINE": "config.postgres",
        "NAME": "stock",
        "USER": "kim@shop",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6000",
        "OPTIONS": {"sslmode": "require"},
    }
