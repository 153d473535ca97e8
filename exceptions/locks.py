"""Row locks of the exception desk."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q, prefetch_related_objects

from exceptions.models import Case


def lock_publishing() -> None:
    """One at a time decides which rules come next. Order: before any version of the rules."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exceptions.rules'))")


def lock_case(case_id: int) -> Case | None:
    """One case, locked; None when there is none."""
    return Case.objects.select_for_update().filter(pk=case_id).first()


def lock_cases(case_ids: Collection[int]) -> list[Case]:
    """These cases, locked. Order: by number, before anything else is locked.

    The owner is read after the lock: one joined to a row that was waited for is the owner of before.
    """
    rows = Case.objects.filter(pk__in=case_ids).select_related("place")
    cases = list(rows.order_by("pk").select_for_update(of=("self",)))
    prefetch_related_objects(cases, "owner")
    return cases


def lock_standing_case(fingerprint: str) -> tuple[Case, Case] | None:
    """The case of a fingerprint and the one it goes on in, both locked; None when none stands.

    The two are one unless it was merged. Order: whoever opens or closes several cases in one
    transaction does so sorted by fingerprint; the merged one is locked before its survivor, as a
    repeat does.
    """
    case = Case.objects.select_for_update().unclosed().filter(fingerprint=fingerprint).first()
    if case is not None:
        return case, case
    merged = Case.objects.filter(fingerprint=fingerprint, merged_into__closed_at__isnull=True)
    joined = merged.exclude(merged_into=None).select_for_update(of=("self",)).first()
    if joined is None or joined.merged_into_id is None:
        return None
    survivor = lock_case(joined.merged_into_id)
    return (joined, survivor) if survivor and survivor.closed_at is None else None


def causes_left(case: Case) -> int:
    """How many troubles of a locked case, its own and those merged into it, are not cured yet."""
    mine = Q(pk=case.pk) | Q(merged_into=case)
    return Case.objects.filter(mine, cured_at__isnull=True).count()


def lock_merged_into(case_ids: Collection[int]) -> list[Case]:
    """What went on in these cases, locked. Order: before the cases themselves, as a repeat does."""
    rows = Case.objects.filter(merged_into__in=case_ids).order_by("pk")
    return list(rows.select_for_update())
