"""What is done to requests, policies and absences, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "approvals.delegation.added": _("Absence noted"),
    "approvals.delegation.ended": _("Absence ended early"),
    "approvals.policy.created": _("Policy begun"),
    "approvals.policy.draft_discarded": _("Draft of the policy discarded"),
    "approvals.policy.draft_saved": _("Draft of the policy saved"),
    "approvals.policy.drafted": _("New draft of the policy begun"),
    "approvals.request.asked": _("Approval asked for"),
    "approvals.request.clock_moved": _("Due time moved with the opening hours"),
    "approvals.request.escalated": _("Others may decide too, since it is late"),
    "approvals.request.late": _("Reminded of it, since it is late"),
    "approvals.request.passed": _("Passed without a person"),
    "approvals.request.reviewed": _("Looked at afterwards"),
    "approvals.request.sent_back": _("Request sent back"),
    "approvals.request.undone": _("Decision taken back"),
}
