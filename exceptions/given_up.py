"""A message that could not be sent is a case: one per address, closed when one arrives there again."""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exceptions.kinds import CaseKind, register_kind
from exceptions.services import close_case, open_case
from workbench.models import Outgoing
from workbench.services.outgoing import when_over

KIND = "message_given_up"


def message_over(message: Outgoing, at: datetime) -> None:
    """Open the case of its address, or close it."""
    address = hashlib.sha256(message.address.encode()).hexdigest()[:32]
    fingerprint = f"{KIND}:{message.channel}:{address}"
    if message.status == Outgoing.Status.SENT:
        close_case(fingerprint=fingerprint, at=at, note=_("A message arrived there again."))
        return
    open_case(
        kind=KIND,
        fingerprint=fingerprint,
        title=_("Could not be sent to %(address)s") % {"address": _shown(message)},
        subject=message,
        at=at,
        evidence={
            "message": message.subject,
            "tries": message.attempts,
            "last_answer": message.last_error,
        },
    )


def _shown(message: Outgoing) -> str:
    """Of another system only its name: the rest of an address may be a secret."""
    if message.channel == Outgoing.Channel.EMAIL:
        return message.address
    return urlsplit(message.address).hostname or ""


def install() -> None:
    """Called once, when the app is ready."""
    register_kind(
        CaseKind(
            KIND,
            gettext_lazy("Message given up"),
            # It names an address: for those who keep addresses and clients in order.
            permission="clients.manage",
            cause=gettext_lazy(
                "An email or a call to another system failed until it was given up; "
                "closes when one arrives at that address."
            ),
        )
    )
    when_over.append(message_over)
