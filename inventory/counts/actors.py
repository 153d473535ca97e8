"""Who counts: a person, or another system by its client."""

from typing import TypeAlias

from accounts.api.authentication import ClientPrincipal
from accounts.models import User

Actor: TypeAlias = User | ClientPrincipal
# What a client with `counts:write` may do; differences are reviewed by people.
OF_CLIENTS = frozenset({"counts.view", "counts.count", "counts.plan"})


def user_of(actor: Actor | None) -> User | None:
    return actor if isinstance(actor, User) else None


def client_of(actor: Actor | None) -> str:
    return actor.client.name[:80] if isinstance(actor, ClientPrincipal) else ""


def may(actor: Actor, permission: str) -> bool:
    if isinstance(actor, ClientPrincipal):
        return permission in OF_CLIENTS and actor.has_scope("counts:write")
    return actor.may(permission)
