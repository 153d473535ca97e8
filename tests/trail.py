"""What the trail says about a subject, for the last paragraph of a test."""

from django.db.models import Model

from audit.models import Entry


def audit_actions(subject: Model) -> list[str]:
    """The actions on one subject, oldest first."""
    return [entry.action for entry in audit_entries(subject)]


def audit_entries(subject: Model) -> list[Entry]:
    rows = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return list(rows.order_by("id"))
