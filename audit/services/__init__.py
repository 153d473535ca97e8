"""Commands of the trail."""

from audit.services.trail import Line, changed, record, record_many

__all__ = ["Line", "changed", "record", "record_many"]
