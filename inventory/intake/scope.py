"""Who sees a row that may have no place: everything of a place by its subtree, the rest network-wide.

A waiting event with an unknown location belongs to nobody's store; whoever covers a whole network
sees it, nobody else.
"""

from django.db.models import Q

from accounts.models.place import Principal, covers_a_network, scope_q


def seen_by(principal: Principal, *, prefix: str = "place") -> Q:
    """The scope filter for rows whose place may be unknown."""
    q = scope_q(principal, prefix=prefix)
    if covers_a_network(principal):
        q |= Q(**{f"{prefix}__isnull": True})
    return q
