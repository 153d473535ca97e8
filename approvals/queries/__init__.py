"""Reads other rooms ask for."""

from approvals.queries.chain import ChainStep, chain_of
from approvals.queries.in_force import policies_in_force
from approvals.queries.requests import (
    newest_request_of,
    open_request_of,
    told_of,
    why_decided,
)

__all__ = [
    "ChainStep",
    "chain_of",
    "newest_request_of",
    "open_request_of",
    "policies_in_force",
    "told_of",
    "why_decided",
]
