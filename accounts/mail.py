"""Letters this room sends."""

import smtplib

import structlog
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.models import Invitation

log = structlog.get_logger("plumbline.mail")


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link to the person; False when no mail server took it."""
    context = {"person": invitation.person, "invitation": invitation, "link": link}
    subject = render_to_string("accounts/mail/invitation_subject.txt", context).strip()
    body = render_to_string("accounts/mail/invitation.txt", context)
    try:
        send_mail(subject, body, None, [invitation.person.email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("invitation_not_sent", person=invitation.person_id, error=str(error))
        return False
    return True
