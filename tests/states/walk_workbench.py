"""Jobs, imports and messages that leave: workbench/README.md."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from unittest import mock

from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Place, User
from tests.factories import NOON, make_person, make_place
from tests.states.walk import REST, SYSTEM, Act, walk
from tests.workbench.imports import Shelves, checked, upload
from tests.workbench.jobs import three_steps
from workbench import job_kinds
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Import, Job, Outgoing
from workbench.services.imports import apply_import, check_import
from workbench.services.jobs import cancel_job, run_next_job, start_job
from workbench.services.outgoing import call_back, send_later, send_next

LATER = NOON + timedelta(hours=1)


KIND = "test.walk"


@dataclass
class Desk:
    network: Place = field(default_factory=lambda: make_place("UK"))

    def __post_init__(self) -> None:
        self.ada: User = make_person("Ada", role="admin", scope=self.network)
        self.shelves = Shelves().register()
        # What the worker does when it takes a job of ours.
        self.work: Any = three_steps
        job_kinds.register(JobKind(KIND, self.works))

    def works(self, job: Job, progress: Progress) -> Outcome:
        return self.work(job, progress)


def clock(at: datetime = LATER) -> dict[str, Any]:
    return {"clock": lambda: at}


# ---------- jobs ----------


def breaks(job: Job, progress: Progress) -> Outcome:
    raise ZeroDivisionError


class WorkerDied(BaseException):
    """What no worker catches."""


def dies(job: Job, progress: Progress) -> Outcome:
    raise WorkerDied


def queued(desk: Desk) -> Job:
    return start_job(kind=KIND, actor=desk.ada, params={}, at=NOON)


def running(desk: Desk) -> Job:
    """A worker took it and died; another goes on once its lease is over."""
    return worked(dies)(desk)


def worked(work: Any) -> Any:
    def build(desk: Desk) -> Job:
        job, desk.work = queued(desk), work
        with suppress(WorkerDied):
            run_next_job(**clock(NOON))
        return job

    return build


def worker_who(work: Any) -> Any:
    def facts(desk: Desk, row: Any) -> dict[str, Any]:
        desk.work = work
        return clock()

    return facts


def asked_to_stop(desk: Desk) -> Job:
    job = running(desk)
    cancel_job(number=job.pk, actor=desk.ada, at=NOON)
    return job


def cancelled(desk: Desk) -> Job:
    job = queued(desk)
    return cancel_job(number=job.pk, actor=desk.ada, at=NOON)


ENDED = {word: f"-> {word}" for word in ("done", "failed", "cancelled")}


def number(desk: Desk, row: Any) -> dict[str, Any]:
    return {"number": row.pk}


walk(
    "workbench.Job.status",
    world=Desk,
    at=LATER,
    people=lambda desk: {"admin: owner": desk.ada},
    samples={
        "queued": queued,
        "running": running,
        "running: asked to stop": asked_to_stop,
        "done": worked(three_steps),
        "failed": worked(breaks),
        "cancelled": cancelled,
    },
    room="workbench/services/jobs",
    named_by=("number",),
    acts=(
        Act(
            "cancel",
            cancel_job,
            number,
            {"admin: owner"},
            {
                # At its next report.
                "running": "-> running",
                "queued": "-> cancelled",
                REST: "job_is_over",
            },
            "job_of_somebody_else",
        ),
        Act(
            "a worker does it",
            run_next_job,
            worker_who(three_steps),
            SYSTEM,
            {
                "queued": "-> done",
                "running": "-> done",
                "running: asked to stop": "-> cancelled",
                **ENDED,
            },
        ),
        Act(
            "a worker fails",
            run_next_job,
            worker_who(breaks),
            SYSTEM,
            {"queued": "-> failed", "running": "-> failed", **ENDED},
        ),
    ),
)


# ---------- imports ----------


def uploaded(desk: Desk) -> Import:
    desk.shelves.refused.clear()
    return upload(desk.ada, "name,size\nLeft,3\n")


def checking(desk: Desk) -> Import:
    run = uploaded(desk)
    return check_import(number=run.pk, mapping=run.mapping, actor=desk.ada, at=NOON)


def ready(desk: Desk) -> Import:
    run = checking(desk)
    run_next_job(**clock(NOON))
    return run


def applying(desk: Desk) -> Import:
    return apply_import(number=ready(desk).pk, actor=desk.ada, at=NOON)


def written(desk: Desk) -> Import:
    run = applying(desk)
    run_next_job(**clock(NOON))
    return run


def stopped(desk: Desk) -> Import:
    run = checking(desk)
    cancel_job(number=run.job_id, actor=desk.ada, at=NOON)
    return run


def columns(desk: Desk, run: Import) -> dict[str, Any]:
    return number(desk, run) | {"mapping": Import.objects.get(pk=run.pk).mapping}


def shelf_taken(desk: Desk, run: Import) -> dict[str, Any]:
    desk.shelves.refused.add("Left")
    return clock()


def shelf_free(desk: Desk, run: Import) -> dict[str, Any]:
    desk.shelves.refused.clear()
    return clock()


def its_job(desk: Desk, run: Import) -> dict[str, Any] | None:
    job_id = Import.objects.get(pk=run.pk).job_id
    return {"number": job_id} if job_id else None


NOT_OWNER = "import_of_somebody_else"
IDLE = {word: f"-> {word}" for word in ("uploaded", "faulty", "ready", "applied", "stopped")}

walk(
    "workbench.Import.status",
    world=Desk,
    at=LATER,
    people=lambda desk: {"admin: owner": desk.ada},
    samples={
        "uploaded": uploaded,
        "checking": checking,
        "faulty": lambda desk: checked(desk.ada, "name,size\nLeft,none\n"),
        "ready": ready,
        "applying": applying,
        "applied": written,
        "stopped": stopped,
    },
    room="workbench/services/imports",
    named_by=("number",),
    elsewhere=frozenset({"finish_check", "finish_apply"}),
    acts=(
        Act(
            "check",
            check_import,
            columns,
            {"admin: owner"},
            {
                "checking": "import_not_checkable",
                "applying": "import_not_checkable",
                "applied": "import_not_checkable",
                REST: "-> checking",
            },
            NOT_OWNER,
        ),
        Act(
            "apply",
            apply_import,
            number,
            {"admin: owner"},
            {"ready": "-> applying", REST: "import_not_ready"},
            NOT_OWNER,
        ),
        Act(
            "stop its job",
            cancel_job,
            its_job,
            {"admin: owner"},
            {
                "checking": "-> stopped",
                "applying": "-> stopped",
                REST: "job_is_over",
            },
            "job_of_somebody_else",
        ),
        Act(
            "a worker comes",
            run_next_job,
            shelf_free,
            SYSTEM,
            IDLE | {"checking": "-> ready", "applying": "-> applied"},
        ),
        Act(
            "a worker comes, the shelf is taken",
            run_next_job,
            shelf_taken,
            SYSTEM,
            IDLE | {"checking": "-> faulty", "applying": "-> stopped"},
        ),
    ),
)


# ---------- messages that leave ----------

ABOUT = ("approvals.approvalrequest", "7")


def waiting(desk: Desk) -> Outgoing:
    return send_later(
        channel="email", address="wren@example.com", subject="TR-000123 approved",
        payload={"text": "Pick it."}, about=ABOUT, at=NOON,
    )  # fmt: skip


@contextmanager
def mail_server(says: BaseException) -> Iterator[None]:
    with mock.patch.object(EmailBackend, "send_messages", side_effect=says):
        yield


NO_MAILBOX = SMTPRecipientsRefused({"wren@example.com": (550, b"No such mailbox")})


def tried(server_says: BaseException) -> Any:
    def build(desk: Desk) -> Outgoing:
        message = waiting(desk)
        with mail_server(server_says), suppress(WorkerDied):
            send_next(**clock(NOON + timedelta(minutes=1)))
        return message

    return build


def sent(desk: Desk) -> Outgoing:
    message = waiting(desk)
    send_next(**clock(NOON + timedelta(minutes=1)))
    return message


def sweep_while(says: BaseException) -> Any:
    """The sweep, while the mail server answers so."""

    def sweep(**facts: Any) -> Any:
        with mail_server(says):
            return send_next(**facts)

    return sweep


def called_back(desk: Desk) -> Outgoing:
    message = waiting(desk)
    call_back(about=ABOUT, at=NOON)
    return message


ENDS = {word: f"-> {word}" for word in ("sent", "given_up", "called_back")}

walk(
    "workbench.Outgoing.status",
    world=Desk,
    samples={
        "waiting": waiting,
        "sending": tried(WorkerDied()),
        "sent": sent,
        "given_up": tried(NO_MAILBOX),
        "called_back": called_back,
    },
    acts=(
        Act(
            "the sweep comes",
            send_next,
            lambda desk, row: clock(),
            SYSTEM,
            ENDS | {"waiting": "-> sent", "sending": "-> sent"},
        ),
        Act(
            "the server is busy",
            sweep_while(SMTPException("busy")),
            lambda desk, row: clock(),
            SYSTEM,
            ENDS | {"waiting": "-> waiting", "sending": "-> waiting"},
        ),
        Act(
            "there is no mailbox",
            sweep_while(NO_MAILBOX),
            lambda desk, row: clock(),
            SYSTEM,
            ENDS | {"waiting": "-> given_up", "sending": "-> given_up"},
        ),
        # What is being sent at this moment may arrive all the same.
        Act(
            "call back",
            call_back,
            lambda desk, row: {"about": ABOUT, "at": LATER},
            SYSTEM,
            ENDS | {"waiting": "-> called_back", "sending": "-> sending"},
        ),
    ),
)
