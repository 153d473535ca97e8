"""How many policies count now, for pages of other rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from accounts.models.place import Principal
from approvals.models import PolicyVersion


def policies_in_force(
    *, kinds: Collection[str], principal: Principal, at: datetime
) -> dict[str, int]:
    """The number of policies of each kind that count at a moment and that the principal may see."""
    rows = PolicyVersion.objects.visible_to(principal).in_force(at).filter(policy__kind__in=kinds)
    return dict(Counter(rows.order_by().values_list("policy__kind", flat=True)))
