"""Row locks of counts.

Order, everywhere: the count first (it guards its parts, sessions, scans, lines and kept codes), then
the ledger's level rows by SKU, then event keys of our own, then cases by fingerprint. Two counts of
one location lock their counts first and meet at the level rows, in one order.
"""

from inventory.counts.actors import Actor
from inventory.counts.errors import CountUnknown, PartUnknown
from inventory.counts.models import Count, CountPart
from inventory.counts.policies import check_version


def lock_count(reference: str, *, actor: Actor, seen: int | None = None) -> Count:
    """One count within the actor's places, at the version that was shown where one was.

    Raises CountUnknown, CountChanged.
    """
    visible = Count.objects.visible_to(actor).with_reference(reference)
    row = visible.select_for_update(of=("self",)).select_related("location__place").first()
    if row is None:
        raise CountUnknown(reference=reference[:20])
    check_version(row, seen)
    return row


def lock_part(part_id: int, *, actor: Actor, seen: int | None = None) -> tuple[Count, CountPart]:
    """A part, with its count locked. Raises PartUnknown, CountUnknown, CountChanged."""
    found = CountPart.objects.filter(pk=part_id).values_list("count_id", flat=True).first()
    if found is None:
        raise PartUnknown
    count = lock_count(f"CT-{found:06d}", actor=actor, seen=seen)
    return count, CountPart.objects.select_related("finished_by").get(pk=part_id)


def lock_by_id(count_id: int) -> Count:
    """A count for the system itself, which sees every place."""
    rows = Count.objects.select_for_update(of=("self",)).select_related("location__place")
    return rows.get(pk=count_id)
