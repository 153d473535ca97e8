"""Locks of the staff shell. Order: the choice of the next job, import, then its job. A subject of another
app is locked alone, for what is added to it as it was seen.
"""

from typing import Any

from django.apps import apps
from django.db import connection

from accounts.models import User
from workbench.errors import ViewGone
from workbench.models import Import, Job, Outgoing, SavedView


def lock_subject(subject_type: str, subject_id: str) -> Any:
    """The row a subject's label and id name; the caller knows that it is there."""
    rows = apps.get_model(subject_type)._base_manager.select_for_update(no_key=True)
    return rows.get(pk=subject_id)


def lock_choice_of_job() -> None:
    """One worker chooses at a time: two that do not see each other would break the limits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workbench.jobs'))")


def lock_job(number: int) -> Job:
    return Job.objects.select_for_update().get(pk=number)


def lock_outgoing(number: int) -> Outgoing:
    return Outgoing.objects.select_for_update().get(pk=number)


def lock_import(number: int) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("file").get(pk=number)


def lock_saved_view(number: int, actor: User) -> SavedView:
    """A view the person can see, locked.

    Refuses ViewGone.
    """
    views = SavedView.objects.visible_to(actor).filter(pk=number)
    view = views.select_related("owner", "team").select_for_update(of=("self",)).first()
    if view is None:
        raise ViewGone
    return view
