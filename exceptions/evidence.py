"""What proves a step, where it is kept by the shell."""

from django.apps import apps

from exceptions.models import Case


def has_attachment(case: Case) -> bool:
    """Whether a file was added to the case."""
    kept = apps.all_models["workbench"].get("attachment")
    if kept is None:
        return False
    rows = kept._default_manager.filter(subject_type="exceptions.case", subject_id=str(case.pk))
    return rows.exists()
