"""The seal of the trail verified by a person: started as a job, its result written down."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from audit.verify import Report
from workbench.models import Job
from workbench.services.jobs import AGENT, start_job
from workbench.trail.verification import KIND, RANGES, VERIFIED, facts_of, range_of


def start_seal_check(*, days: str, actor: User, at: datetime) -> Job:
    """Queue the verification of what was sealed in the last so many days; "" is everything.

    Refuses SealRangeUnknown.
    """
    chosen = range_of(days)
    title = _("Verify the seal: %(range)s") % {"range": RANGES[chosen]}
    return start_job(kind=KIND, actor=actor, params={"days": chosen}, at=at, title=title)


def note_seal_check(*, job: Job, report: Report, at: datetime) -> None:
    """Write down who had the seal verified, how much of it, and what was found."""
    facts = facts_of(report, days=job.params["days"])
    record(VERIFIED, job, actor=job.actor, at=at, after=facts, agent=AGENT)
