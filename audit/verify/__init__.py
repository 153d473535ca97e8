"""Recompute the trail's seals and name what was damaged."""

from audit.verify.report import Finding, Report, Window
from audit.verify.run import verify

__all__ = ["Finding", "Report", "Window", "verify"]
