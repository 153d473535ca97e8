"""Why a message was not taken."""

from __future__ import annotations


class NotDelivered(Exception):
    """The other side has not got it; `later` when another try may help, `after_s` when it said so."""

    def __init__(self, reason: str, *, later: bool = True, after_s: int = 0) -> None:
        self.reason = reason
        self.later = later
        self.after_s = after_s
        super().__init__(reason)
