"""Send messages to other people and systems: held first, then by a sweep, tried again, given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import uuid4

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from audit.services import record
from workbench.delivery import deliver
from workbench.delivery.addresses import target_of
from workbench.delivery.errors import NotDelivered
from workbench.errors import AddressNotAllowed
from workbench.locks import lock_outgoing
from workbench.models import Outgoing

log = structlog.get_logger(__name__)
AGENT = "system:outgoing"

HOLD = timedelta(seconds=10)
LEASE = timedelta(seconds=60)
# Waits after a failed try, as Standard Webhooks proposes; after the last one it is given up.
WAITS = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
    *(timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=24)),
)
LONGEST_WAIT_S = 24 * 3600

# Called with a message that arrived or was given up, in the transaction that says so; rooms above
# add theirs in `apps.py`.
when_over: list[Callable[[Outgoing, datetime], None]] = []

# The message's type of subject and its id.
About: TypeAlias = tuple[str, str]


def send_later(
    *,
    channel: str,
    address: str,
    subject: str,
    payload: dict[str, Any],
    about: About,
    at: datetime,
    hold: timedelta = HOLD,
) -> Outgoing:
    """Leave a message to be sent when its hold is over; until then it can be called back.

    Belongs into the transaction of what it tells. An email's payload has `text`.

    Refuses AddressNotAllowed.
    """
    _check_address(channel, address)
    return Outgoing.objects.create(
        key=uuid4(),
        channel=Outgoing.Channel(channel),
        address=address.strip(),
        subject=" ".join(subject.split())[:200],
        payload=payload,
        about_type=about[0],
        about_id=str(about[1]),
        queued_at=at,
        due_at=at + hold,
    )


def _check_address(channel: str, address: str) -> None:
    if channel == Outgoing.Channel.WEBHOOK:
        target_of(address)
        return
    try:
        validate_email(address.strip())
    except ValidationError:
        raise AddressNotAllowed(fault="it is no email address") from None


@transaction.atomic
def call_back(*, about: About, at: datetime, actor: User | None = None) -> int:
    """Take back what of a subject has not been sent; how many that were.

    What is being sent at this moment is not among them: it may arrive all the same.
    """
    rows = Outgoing.objects.about(about[0], str(about[1])).filter(status=Outgoing.Status.WAITING)
    waiting = list(rows.select_for_update().order_by("id"))
    for message in waiting:
        message.call_back()
        message.save(update_fields=["status"])
        record("workbench.outgoing.called_back", message, actor=actor, at=at)
    return len(waiting)


def send_next(*, clock: Callable[[], datetime]) -> Outgoing | None:
    """Send the message that is due longest; None when nothing is due.

    Claimed for a minute and sent outside of any transaction: a worker that dies leaves it to the next,
    so a receiver may get it twice, under the same id.
    """
    message = _claim(clock())
    if message is None:
        return None
    failure: NotDelivered | None = None
    try:
        deliver(message, at=clock())
    except NotDelivered as error:
        failure = error
    except AddressNotAllowed as error:
        failure = NotDelivered(error.sentence, later=False)
    except Exception:
        # The worker's edge: a fault of ours is one failed try, not a message tried every minute.
        log.exception("outgoing.fault", message=message.pk)
        failure = NotDelivered("A fault of the system")
    return _settle(message, failure, at=clock())


@transaction.atomic
def _claim(at: datetime) -> Outgoing | None:
    message = Outgoing.objects.due(at).select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.take(claim=uuid4(), at=at, lease=LEASE)
    message.save(update_fields=["status", "claim", "lease_until", "attempts"])
    return message


@transaction.atomic
def _settle(message: Outgoing, failure: NotDelivered | None, *, at: datetime) -> Outgoing:
    mine = lock_outgoing(message.pk)
    if mine.claim != message.claim or mine.status != Outgoing.Status.SENDING:
        return mine
    if failure is None:
        mine.arrive(at=at)
    elif failure.later and mine.attempts <= len(WAITS):
        mine.wait(until=at + _wait(mine, failure), error=failure.reason)
    else:
        mine.give_up(error=failure.reason)
        log.warning("outgoing.given_up", message=mine.pk, reason=failure.reason)
    mine.save(update_fields=["status", "sent_at", "due_at", "last_error"])
    if mine.status != Outgoing.Status.WAITING:
        after = {"attempts": mine.attempts, "error": mine.last_error}
        action = f"workbench.outgoing.{mine.status}"
        record(action, mine, actor=None, at=at, after=after, agent=AGENT)
        for tell in when_over:
            tell(mine, at)
    return mine


def _wait(message: Outgoing, failure: NotDelivered) -> timedelta:
    """The next step of the schedule, a little apart for each message, and never before it was asked."""
    step = WAITS[message.attempts - 1]
    spread = step * (message.key.int % 1000) / 5000
    asked = timedelta(seconds=min(failure.after_s, LONGEST_WAIT_S))
    return max(step + spread, asked)
