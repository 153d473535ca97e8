"""Categories as files name them: chains of names from the root down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from accounts.models import Place, User
from inventory.catalog.models import Category
from inventory.catalog.services.categories import create_category

SEPARATOR = " > "
LONGEST = 80
Chain = tuple[str, ...]


def ensure_categories(
    *, network: Place, names: Iterable[Chain], actor: User | None, at: datetime
) -> dict[Chain, Category]:
    """The category of each chain; nodes that are missing are made, one command each.

    Must run inside the transaction of the caller: two files that bring the same new category wait
    for each other. Refuses what `create_category` refuses.
    """
    wanted = sorted({chain[:depth] for chain in names for depth in range(1, len(chain) + 1)})
    known = _tree(network)
    if any(chain not in known for chain in wanted):
        Place.objects.select_for_update(no_key=True).get(pk=network.pk)
        known = _tree(network)
    for chain in wanted:
        if chain not in known:
            known[chain] = create_category(
                code=_code(chain),
                name=chain[-1],
                network=network,
                parent=known.get(chain[:-1]),
                actor=actor,
                at=at,
            )
    return {chain: known[chain] for chain in wanted}


def _tree(network: Place) -> dict[Chain, Category]:
    """Every category of the network by its chain of names; of namesakes the older."""
    chains: dict[int, Chain] = {}
    found: dict[Chain, Category] = {}
    rows = Category.objects.filter(network=network)
    for row in sorted(rows, key=lambda each: (each.path.count("/"), each.pk)):
        above = chains.get(row.parent_id, ()) if row.parent_id else ()
        chains[row.pk] = (*above, row.name)
        found.setdefault(chains[row.pk], row)
    return found


def _code(chain: Chain) -> str:
    """The chain itself; where that is too long its end and a fingerprint."""
    code = SEPARATOR.join(chain)
    if len(code) <= LONGEST:
        return code
    mark = hashlib.sha256(code.encode()).hexdigest()[:8]
    return f"{code[-(LONGEST - 9) :].strip()}-{mark}"
