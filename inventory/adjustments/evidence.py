"""Photos that show what happened."""

from inventory.adjustments.models import Adjustment
from workbench.models import Attachment


def photos_of(adjustment: Adjustment) -> int:
    """How many pictures are attached."""
    about = {"subject_type": Adjustment._meta.label_lower, "subject_id": str(adjustment.pk)}
    return Attachment.objects.filter(is_picture=True, **about).count()
