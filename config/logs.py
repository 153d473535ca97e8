"""Structured logs: one event a line with request and correlation ids, JSON for machines."""

from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from kernel.context import current


def add_context(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Who is acting, from where, in which request."""
    acting = current()
    for name in ("request_id", "correlation_id", "ip", "client", "on_behalf_of"):
        value = getattr(acting, name)
        if value:
            event.setdefault(name, value)
    return event


def logging_settings(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING, and structlog set up to end in the same stream."""
    shared: list[Any] = [
        add_context,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plumbline": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder()],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "plumbline"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": ["stream"], "propagate": False, "level": level},
        },
    }
