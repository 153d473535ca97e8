"""A kept connection is looked at without a question to the server."""

import os
import socket

import pytest
from django.db import connection

from tests.factories import make_place

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_quiet_connection_is_usable_without_a_question(monkeypatch):
    make_place("UK")
    monkeypatch.setattr(connection.connection, "cursor", None)

    usable = connection.is_usable()

    monkeypatch.undo()
    assert usable


def test_a_connection_the_server_has_closed_is_not():
    make_place("UK")
    line = socket.socket(fileno=os.dup(connection.connection.fileno()))
    line.shutdown(socket.SHUT_RDWR)

    usable = connection.is_usable()

    connection.close()
    line.close()
    assert not usable


def test_no_connection_is_not():
    connection.close()

    assert not connection.is_usable()
