"""What jobs can do: each app registers its kinds in `apps.py`, a worker looks them up by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

from workbench.errors import UnknownJobKind
from workbench.models import Job, StoredFile

# A run that has given no sign for this long is believed dead; every report of progress renews it.
LEASE = timedelta(seconds=90)
# Reports closer together than this are not written: the page asks once a second at most.
QUIET_S = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job leaves behind: a sentence, figures, perhaps a file, perhaps a page to go to.

    Work that is done may have found what somebody must look at: `alarm` says so in a word, which stands
    where "Done" would.
    """

    message: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    file: StoredFile | None = None
    url: str = ""
    alarm: str = ""


class ClaimLost(Exception):
    """This run gave no sign for too long and another has taken the job: it must stop."""


class Cancelled(Exception):
    """The person asked the job to stop."""


class Progress:
    """A run's way to say how far it is; it stops the run that should not go on."""

    def __init__(self, job: Job, *, clock: Callable[[], datetime]) -> None:
        self.job_id = job.pk
        self.claim: UUID | None = job.claim
        self.clock = clock
        self._last = 0.0

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say how far, at most twice a second."""
        if monotonic() - self._last >= QUIET_S:
            self.hold(done, total, message)

    def hold(
        self, done: int, total: int, message: str = "", result: dict[str, Any] | None = None
    ) -> None:
        """Say how far now, and fence: inside a transaction nothing of it stays if the claim is lost.

        What a later run needs to go on from here goes into `result`. Raises ClaimLost, Cancelled.
        """
        row = Job.objects.filter(pk=self.job_id, claim=self.claim, status=Job.Status.RUNNING)
        facts: dict[str, Any] = {
            "progress_done": done,
            "progress_total": total,
            "message": message[:300],
        }
        if result is not None:
            facts["result"] = result
        if not row.update(lease_until=self.clock() + LEASE, **facts):
            raise ClaimLost
        self._last = monotonic()
        if row.filter(cancel_requested_at__isnull=False).exists():
            raise Cancelled


class Ended(Protocol):
    def __call__(self, *, job: Job, at: datetime) -> None: ...


def _no_right(job: Job) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class JobKind:
    key: str
    run: Callable[[Job, Progress], Outcome]
    # The right that the result of a job needs, asked again when it is downloaded; "" is none.
    permission: Callable[[Job], str] = _no_right
    # A job whose worker dies this often is failed instead of taken up again.
    attempts: int = 3
    # Called in the transaction that ends the job, however it ends.
    ended: Ended | None = None


_kinds: dict[str, JobKind] = {}


def register(*kinds: JobKind) -> None:
    _kinds.update({kind.key: kind for kind in kinds})


def job_kind(key: str) -> JobKind:
    """Refuses UnknownJobKind."""
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownJobKind(kind=key) from None
