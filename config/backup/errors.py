"""Why a backup or a restore did not happen, as one sentence."""

from django.core.management.base import CommandError


class BackupRefused(CommandError):
    """Nothing was changed."""
