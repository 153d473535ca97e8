"""Percentiles of a lag histogram. Pure."""

from collections.abc import Sequence

from inventory.intake.models import LAG_BOUNDS


def percentile(counts: Sequence[int], share: float, *, longest: float) -> float | None:
    """About how many seconds this share of events took at most; None without events.

    Straight within a bucket; the last bucket, and every other, ends at the longest lag seen.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, passed, low = share * total, 0, 0.0
    for bound, count in zip((*LAG_BOUNDS, float("inf")), counts, strict=True):
        high = min(bound, max(longest, low))
        if count and passed + count >= wanted:
            return low + (high - low) * (wanted - passed) / count
        passed, low = passed + count, high
    return longest


def spoken(seconds: float | None) -> str:
    """`40 s`, `12 min`, `3 h`, `2 d`; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 100:
        return f"{seconds:.0f} s" if seconds >= 10 or seconds == 0 else f"{seconds:.1f} s"
    if seconds < 6_000:
        return f"{seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"{seconds / 3_600:.0f} h"
    return f"{seconds / 86_400:.0f} d"
