"""Row locks of the exception desk."""

from exceptions.models import Case


def lock_open_case(fingerprint: str) -> Case | None:
    """The open case of a fingerprint, locked; None when there is none.

    Order: whoever opens or closes several cases in one transaction does so sorted by fingerprint.
    """
    return Case.objects.select_for_update().open().filter(fingerprint=fingerprint).first()
