import pytest
from django.test import override_settings

from config import checks, env


def ids(found):
    return [each.id for each in found]


def test_the_law_holds_as_shipped():
    assert checks.celery_law(None) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("CELERY_TASK_ACKS_LATE", False),
        ("CELERY_TASK_IGNORE_RESULT", False),
        ("CELERY_WORKER_PREFETCH_MULTIPLIER", 4),
        ("CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS", False),
        ("CELERY_TASK_SERIALIZER", "pickle"),
        ("CELERY_ACCEPT_CONTENT", ["json", "pickle"]),
    ],
)
def test_a_broken_law_is_an_error(setting, value):
    with override_settings(**{setting: value}):
        assert ids(checks.celery_law(None)) == ["plumbline.E001"]


def test_a_task_without_limits_is_an_error():
    with override_settings(CELERY_TASK_SOFT_TIME_LIMIT=None):
        assert ids(checks.celery_law(None)) == ["plumbline.E002"]


def test_work_redelivered_while_it_runs_is_an_error():
    with override_settings(CELERY_BROKER_TRANSPORT_OPTIONS={"visibility_timeout": 359}):
        assert ids(checks.celery_law(None)) == ["plumbline.E003", "plumbline.E004"]


def test_long_work_redelivered_while_it_runs_is_an_error():
    with override_settings(CELERY_BROKER_TRANSPORT_OPTIONS={"visibility_timeout": 3060}):
        assert ids(checks.celery_law(None)) == ["plumbline.E004"]


@pytest.mark.parametrize(
    ("database", "admin", "expected"),
    [
        ("", "", ["plumbline.W001"]),
        ("postgres://app@db/shop", "", ["plumbline.W002"]),
        ("postgres://app@db/shop", "postgres://app@db/shop", ["plumbline.W002"]),
        ("postgres://app@db/shop", "postgres://owner@db/shop", []),
    ],
)
def test_one_role_for_everything_is_said_at_deployment(database, admin, expected):
    with env.pretending(DATABASE_URL=database, DATABASE_ADMIN_URL=admin):
        assert ids(checks.separate_roles(None)) == expected


@pytest.mark.parametrize(("demo", "expected"), [(True, ["plumbline.W004"]), (False, [])])
def test_a_demonstration_in_production_is_said_at_deployment(demo, expected):
    with override_settings(DEMO=demo):
        assert ids(checks.no_demo(None)) == expected
