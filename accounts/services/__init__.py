"""Commands of this room."""

from accounts.services.clients import (
    change_client,
    create_client,
    disable_client,
    enable_client,
    revoke_token,
    rotate_token,
    tally_refusal,
)

__all__ = [
    "change_client",
    "create_client",
    "disable_client",
    "enable_client",
    "revoke_token",
    "rotate_token",
    "tally_refusal",
]
