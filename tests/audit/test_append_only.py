"""The trail cannot be edited: not by its owner, and the application's role has no right to try."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Entry
from audit.services import record
from kernel.append_only import AppendOnly
from tests.factories import NOON

pytestmark = pytest.mark.django_db

CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'plumbline_app') THEN
        CREATE ROLE plumbline_app NOLOGIN;
    END IF;
END $$
"""
EDITS = ["DELETE FROM {}", "TRUNCATE {}"]
TABLES = ["audit_entry", "audit_seal"]


@pytest.fixture
def entry(camden):
    return record("accounts.place.opened", camden, actor=None, at=NOON)


@pytest.mark.parametrize("edit", ["UPDATE {} SET action = 'x.y'", *EDITS])
def test_a_trigger_refuses_the_owner(entry, edit):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(edit.format("audit_entry"))

    assert Entry.objects.get().action == "accounts.place.opened"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("edit", ["UPDATE {} SET %s", *EDITS])
def test_the_role_of_the_application_has_no_right(entry, table, edit):
    column = "action = 'x.y'" if table == "audit_entry" else "count = 0"
    with connection.cursor() as cursor:
        cursor.execute(CREATE_ROLE)
        cursor.execute(f"GRANT ALL ON {table} TO plumbline_app")
        cursor.execute(AppendOnly(table).sql)
        cursor.execute("SET LOCAL ROLE plumbline_app")
        statement = edit.format(table).replace("%s", column)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute(f"SELECT count(*) FROM {table}")


def test_the_role_of_the_application_may_append(entry):
    with connection.cursor() as cursor:
        cursor.execute(CREATE_ROLE)
        cursor.execute("GRANT ALL ON audit_entry TO plumbline_app")
        cursor.execute(AppendOnly("audit_entry").sql)
        cursor.execute("SET LOCAL ROLE plumbline_app")
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone() == (1,)
        cursor.execute("RESET ROLE")
