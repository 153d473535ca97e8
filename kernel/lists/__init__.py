"""Lists: one class, its state in the address, its looks in templates."""

from kernel.lists.hooks import Principal, hooks
from kernel.lists.state import ListState
from kernel.lists.view import BulkAction, ListView, Notice, Preset, lists

__all__ = [
    "BulkAction",
    "Header",
    "ListState",
    "ListView",
    "Notice",
    "Preset",
    "Principal",
    "hooks",
    "lists",
]
