"""Locks of the staff shell. Order: the choice of the next job, import, then its job."""

from django.db import connection

from accounts.models import User
from workbench.errors import ViewGone
from workbench.models import Import, Job, Outgoing, SavedView


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
