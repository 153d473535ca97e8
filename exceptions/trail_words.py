"""What is done to cases, as their history says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "exceptions.case.breached": _("Clock missed"),
    "exceptions.case.cause_gone": _("Cause gone; others of the case stand"),
    "exceptions.case.clock_moved": _("Due time moved with the opening hours"),
    "exceptions.case.merged": _("Cases merged"),
    "exceptions.case.released": _("Given back to the queue"),
    "exceptions.case.rerouted": _("Asked the rules again"),
    "exceptions.case.resumed": _("Gone on with"),
    "exceptions.case.routed": _("Taken by a rule"),
    "exceptions.case.severity_changed": _("Severity changed"),
    "exceptions.case.snoozed": _("Snoozed"),
    "exceptions.case.started": _("Work begun"),
    "exceptions.case.step_done": _("Step of the playbook done"),
    "exceptions.case.step_tried": _("Step of the playbook tried"),
    "exceptions.case.undone": _("Last action taken back"),
    "exceptions.case.unlinked": _("Link taken away"),
    "exceptions.case.unsnoozed": _("Put back on the queue"),
    "exceptions.case.unwatched": _("No longer watched"),
    "exceptions.case.escalated": _("Escalated"),
    "exceptions.case.warned": _("Told that the time runs out"),
    "exceptions.case.waiting": _("Waits on somebody"),
    "exceptions.code.changed": _("Resolution code changed"),
    "exceptions.code.made": _("Resolution code made"),
    "exceptions.code.restored": _("Resolution code back in use"),
    "exceptions.code.retired": _("Resolution code retired"),
    "exceptions.handover.left": _("Note left for the next shift"),
    "exceptions.queue.restored": _("Queue back in use"),
    "exceptions.rules.brought_up_to_date": _("Draft brought up to date"),
    "exceptions.rules.discarded": _("Draft discarded"),
    "exceptions.rules.drafted": _("Draft begun"),
}
