"""Reads of the exception desk that other rooms ask for."""

from collections.abc import Iterable
from typing import Any

from exceptions.models import Case
from exceptions.services import case_fingerprint


def open_evidence(fingerprints: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The newest evidence of the open cases among these fingerprints, by the fingerprint asked for.

    What is missing has no open case: a sweep asks once for many instead of closing one by one.
    """
    asked = {case_fingerprint(fingerprint): fingerprint for fingerprint in fingerprints}
    rows = Case.objects.open().filter(fingerprint__in=asked).values_list("fingerprint", "evidence")
    return {asked[stored]: evidence for stored, evidence in rows}


def open_fingerprints(*, kind: str) -> list[str]:
    """The fingerprints of every open case of a kind, for the sweep that closes what is cured."""
    return list(
        Case.objects.open()
        .filter(kind=kind)
        .order_by("fingerprint")
        .values_list("fingerprint", flat=True)
    )
