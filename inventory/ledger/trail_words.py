"""What is done to levels, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.level.rebuilt": _("Level written anew from its movements"),
}
