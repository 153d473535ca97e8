"""How an outgoing message leaves: by mail, or as a signed call of another system's address."""

from __future__ import annotations

from datetime import datetime

from workbench.delivery import mail, webhook
from workbench.models import Outgoing


def deliver(message: Outgoing, *, at: datetime) -> None:
    """Hand one message over. Raises NotDelivered, whose `later` says whether another try makes sense."""
    if message.channel == Outgoing.Channel.EMAIL:
        mail.send(message)
    else:
        webhook.call(message, at=at)
