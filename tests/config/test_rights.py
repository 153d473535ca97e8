import pytest
from django.db import connection

from audit.models import Entry
from config.engines import rights

ROLE = "plumbline_app"

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    """There on our own server; an outside one may name it otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {ROLE}")
    return ROLE


def may(role, table, right):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
        return cursor.fetchone()[0]


def test_the_application_reads_and_writes_but_never_rewrites_history(role):
    table = Entry._meta.db_table

    rights.settle(connection, role)

    assert may(role, table, "SELECT")
    assert may(role, table, "INSERT")
    assert not any(may(role, table, right) for right in ("UPDATE", "DELETE", "TRUNCATE"))
    assert may(role, "accounts_user", "UPDATE")
    assert not may(role, "accounts_user", "TRUNCATE")


def test_the_application_does_not_touch_the_list_of_migrations(role):
    rights.settle(connection, role)

    assert may(role, "django_migrations", "SELECT")
    assert not may(role, "django_migrations", "INSERT")


def test_a_table_protected_later_loses_the_rights_at_the_next_migration(role):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE history (id int)")
        rights.settle(connection, role)
        cursor.execute(
            "CREATE TRIGGER history_append_only BEFORE UPDATE ON history "
            "FOR EACH ROW EXECUTE FUNCTION plumbline_append_only()"
        )
    assert may(role, "history", "UPDATE")

    rights.settle(connection, role)

    assert not may(role, "history", "UPDATE")
    assert may(role, "history", "DELETE")
