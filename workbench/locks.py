"""Row locks of the staff shell. Order: import, then its job."""

from workbench.models import Import, Job


def lock_job(number: int) -> Job:
    return Job.objects.select_for_update().get(pk=number)


def lock_import(number: int) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("file").get(pk=number)
