"""What is done to counts, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.count.books_kept": _("Books kept as they are"),
    "inventory.count.code_settled": _("Unknown code settled"),
    "inventory.count.correcting": _("Shelf opened again"),
    "inventory.count.differences_approved": _("Differences approved"),
    "inventory.count.lines_posted": _("Lines of the count posted"),
    "inventory.count.lines_taken_back": _("Posted lines taken back"),
    "inventory.count.plan_changed": _("Plan of counts changed"),
    "inventory.count.plan_created": _("Plan of counts made"),
    "inventory.count.recount_asked": _("Recount asked for"),
    "inventory.count.rule_changed": _("Rules of counting changed"),
    "inventory.count.rule_created": _("Rules of counting made"),
    "inventory.count.rule_dropped": _("Rules of counting dropped"),
    "inventory.count.shelf_finished": _("Shelf finished"),
    "inventory.count.submitted": _("Differences to review"),
}
