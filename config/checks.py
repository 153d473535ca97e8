"""System checks: the law of background work, and what a production machine must not lack."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice

from config.celery import LONG_HARD_SECONDS
from config.engines import addresses

HARD_LIMITS_IN_VISIBILITY_TIMEOUT = 4


@register(Tags.compatibility)
def celery_law(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Work is acknowledged late, limited in time, and never redelivered while it runs."""
    law = {
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": True,
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_ACCEPT_CONTENT": ["json"],
    }
    broken: list[CheckMessage] = [
        Error(f"{name} must be {wanted!r}.", id="plumbline.E001")
        for name, wanted in law.items()
        if getattr(settings, name, None) != wanted
    ]
    return broken + _time_limits()


def _time_limits() -> list[CheckMessage]:
    soft = getattr(settings, "CELERY_TASK_SOFT_TIME_LIMIT", None) or 0
    hard = getattr(settings, "CELERY_TASK_TIME_LIMIT", None) or 0
    hidden = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("visibility_timeout", 0)
    found: list[CheckMessage] = []
    if not 0 < soft < hard:
        found.append(
            Error("A task needs a soft time limit below its hard one.", id="plumbline.E002")
        )
    if hidden < HARD_LIMITS_IN_VISIBILITY_TIMEOUT * hard:
        found.append(
            Error(
                "The broker's visibility timeout must be at least four hard time limits, "
                "else running work is delivered again.",
                id="plumbline.E003",
            )
        )
    if hidden <= LONG_HARD_SECONDS:
        found.append(
            Error(
                "The broker's visibility timeout must be longer than the longest work may take.",
                id="plumbline.E004",
            )
        )
    return found


@register(Tags.security, deploy=True)
def public_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links in mails must lead people here, over TLS."""
    if settings.PUBLIC_URL.startswith("https://"):
        return []
    return [
        Advice(
            f"Links in mails would begin with {settings.PUBLIC_URL}. "
            "Set PLUMBLINE_URL to the https address people use.",
            id="plumbline.W003",
        )
    ]


@register(Tags.security, deploy=True)
def separate_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The application's role must not be able to rewrite history."""
    if addresses.uses_own_postgres():
        return [
            Advice(
                "The embedded PostgreSQL is meant for one machine. Set DATABASE_URL and "
                "DATABASE_ADMIN_URL to a server that is backed up.",
                id="plumbline.W001",
            )
        ]
    if addresses.admin_url() == addresses.database_url():
        return [
            Advice(
                "Only DATABASE_URL is set, so the application owns its tables and could rewrite "
                "append-only history. Set DATABASE_ADMIN_URL to the owner and DATABASE_URL to a "
                "role without those rights.",
                id="plumbline.W002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def no_demo(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A demonstration lets everybody in without a second factor."""
    if not settings.DEMO:
        return []
    return [
        Advice(
            "PLUMBLINE_DEMO is on: admins, finance and auditors get in without a second factor. "
            "Unset it where real people sign in.",
            id="plumbline.W004",
        )
    ]
