"""Commands of approvals that other rooms call."""

from approvals.services.asking import ask_approval, withdraw_own_request, withdraw_request
from approvals.services.deciding import decide, undo_decision

__all__ = [
    "ask_approval",
    "decide",
    "undo_decision",
    "withdraw_own_request",
    "withdraw_request",
]
