"""What proves a step, where it is kept by the shell."""

from exceptions.models import Case
from workbench.models import Attachment


def has_attachment(case: Case) -> bool:
    """Whether a file was added to the case."""
    about = {"subject_type": Case._meta.label_lower, "subject_id": str(case.pk)}
    return Attachment.objects.filter(**about).exists()
