from django.core.files.base import ContentFile
from django.urls import resolve

from audit.models import Entry
from audit.services import record
from kernel.clock import now
from tests.security.samples import foreign, public, query
from tests.security.world import World
from workbench.list_export import EXPORT
from workbench.models import Attachment, Job, Notification, SavedView
from workbench.services.files import keep_file
from workbench.services.jobs import start_job
from workbench.trail.verification import KIND as SEAL_CHECK
from workbench.undo import undo_url

query("workbench:search", "q=FAR", "q=far1", "q=SHIRT")
query("workbench:palette", "q=FAR", "q=SHIRT")
query("workbench:scope", "q=FAR")
query("workbench:poll", "list=inventory.stock&query=&since=0")


@foreign(
    "workbench:view-change",
    "workbench:view-rename",
    "workbench:view-delete",
    "workbench:view-default",
    "workbench:view-no-default",
)
def saved_view(world: World):
    view, _made = SavedView.objects.get_or_create(
        owner=world.stranger, list_key="inventory.stock", name=f"{world.mark} view", query=""
    )
    return {"number": view.pk}


@foreign("workbench:undo")
def undo(world: World):
    """Signed as the shell signs it, about the view of another."""
    return {"token": resolve(undo_url("view-delete", **saved_view(world))).kwargs["token"]}


@foreign("workbench:job", "workbench:job-cancel", "workbench:job-download")
def job(world: World):
    if "job" not in world.made:
        world.made["job"] = Job.objects.create(
            kind="far",
            title=f"{world.mark} export",
            actor=world.stranger,
            params={},
            queued_at=now(),
        )
    return {"number": world.made["job"].pk}


@foreign("workbench:notification")
def notification(world: World):
    if "notice" not in world.made:
        world.made["notice"] = Notification.objects.create(
            user=world.stranger, text=f"{world.mark} finished", url="/", kind="job", at=now()
        )
    return {"number": world.made["notice"].pk}


def far_entry(world: World) -> Entry:
    if "entry" not in world.made:
        world.made["entry"] = record(
            "accounts.place.changed",
            world.south,
            actor=world.stranger,
            at=now(),
            place=world.south,
            after={"name": f"{world.mark} south"},
        )
    return world.made["entry"]


@foreign("audit:entry")
def entry(world: World):
    return {"reference": str(far_entry(world).pk)}


@foreign("api-trail-entry")
def api_entry(world: World):
    return {"number": far_entry(world).pk}


query("api-trail", "place=FAR1", "limit=1000")
query("api-duties", "place=FAR1")

# The worker and its page say nothing of anybody; the browser asks for them before a sign-in.
public("workbench:worker", "workbench:offline")
query("floor:floor", "code=FAR-1", "code=TR-000001")


@foreign("api-export", "api-export-file", "api-export-cancel")
def api_export(world: World):
    """Of another client, which is nobody else's."""
    if "export" not in world.made:
        world.made["export"] = start_job(
            kind=EXPORT,
            actor=world.stranger,
            params={"list": "inventory.skus", "query": world.mark, "format": "csv", "client": 0},
            at=now(),
            title=f"{world.mark} export",
        )
    return {"number": world.made["export"].pk}


@foreign("api-seal-check", "api-seal-check-cancel")
def api_seal_check(world: World):
    """Of another client, which is nobody else's."""
    if "seal check" not in world.made:
        world.made["seal check"] = start_job(
            kind=SEAL_CHECK,
            actor=world.stranger,
            params={"days": "", "client": 0},
            at=now(),
            title=f"{world.mark} check",
        )
    return {"number": world.made["seal check"].pk}


@foreign("workbench:attachment", "workbench:attachment-small")
def attachment(world: World):
    if "attachment" not in world.made:
        stored = keep_file(
            name=f"{world.mark}.txt",
            content=ContentFile(b"far", name="far.txt"),
            actor=None,
            at=now(),
        )
        world.made["attachment"] = Attachment.objects.create(
            subject_type="catalog.location",
            subject_id=str(world.far_store.pk),
            file=stored,
            added_by=world.stranger,
            added_at=now(),
        )
    return {"number": world.made["attachment"].pk}
