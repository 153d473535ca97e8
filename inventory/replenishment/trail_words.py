"""What is done to suggestions, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.suggestion.resumed": _("Suggestion shown again"),
}
