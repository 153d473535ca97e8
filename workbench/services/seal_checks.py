"""The seal of the trail verified by a person: started as a job, its result written down."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.base import check_right
from audit.services import record
from audit.verify import Report
from workbench.models import Job
from workbench.services.jobs import AGENT, start_job
from workbench.trail.verification import KIND, RANGES, VERIFIED, facts_of, range_of


def start_seal_check(*, days: str, actor: User, at: datetime, client: int | None = None) -> Job:
    """Queue the verification of what was sealed in the last so many days; "" is everything. A `client`
    that asked for it reads how it goes.

    Refuses, in this order: RightMissing, SealRangeUnknown.
    """
    check_right(actor, "audit.view")
    chosen = range_of(days)
    title = _("Verify the seal: %(range)s") % {"range": RANGES[chosen]}
    params = {"days": chosen} | ({"client": client} if client is not None else {})
    return start_job(kind=KIND, actor=actor, params=params, at=at, title=title)


def note_seal_check(*, job: Job, report: Report, at: datetime) -> None:
    """Write down who had the seal verified, how much of it, and what was found."""
    facts = facts_of(report, days=job.params["days"])
    record(VERIFIED, job, actor=job.actor, at=at, after=facts, agent=AGENT)
