"""Messages by mail, through Django's backend."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage

from workbench.delivery.errors import NotDelivered
from workbench.models import Outgoing


def send(message: Outgoing) -> None:
    """The payload's `text` is the body. Raises NotDelivered."""
    letter = EmailMessage(
        subject=message.subject,
        body=str(message.payload.get("text", "")),
        to=[message.address],
        headers={"Message-ID": f"<{message.key}@plumbline>", "Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        raise NotDelivered(f"The mail server refused the address: {error}", later=False) from None
    except (SMTPException, OSError) as error:
        raise NotDelivered(f"The mail server did not take it: {error}") from None
