"""What is done to lists, files and messages, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "workbench.file.expired": _("File deleted after its time"),
    "workbench.import.applying": _("Import begun"),
    "workbench.import.checking": _("Check of the import begun"),
    "workbench.outgoing.called_back": _("Message called back"),
    "workbench.outgoing.given_up": _("Message given up"),
    "workbench.outgoing.sent": _("Message sent"),
    "workbench.view.default_cleared": _("List no longer opens with the view"),
    "workbench.view.default_set": _("List opens with the view"),
}
