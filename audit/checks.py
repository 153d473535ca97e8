"""What a production machine must not lack to seal its trail."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register

from audit.errors import SealKeyMissing
from audit.keys import signer, trusted
from kernel.errors import DomainError


@register(Tags.security, deploy=True)
def seal_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without a readable key nothing is sealed, and nobody would notice before the audit."""
    try:
        signer()
        trusted()
    except SealKeyMissing as error:
        return [Error(error.sentence, id="plumbline.E101")]
    except DomainError as error:
        return [Error(error.sentence, id="plumbline.E102")]
    return []
