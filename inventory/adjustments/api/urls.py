from django.urls import path

from inventory.adjustments.api import doing, reasons, views
from inventory.adjustments.models import Adjustment
from workbench.api.talk import Talk

ONE = "adjustments/<str:reference>"
REASONS = "adjustment-reasons"
COMMANDS = {
    "submit": views.SubmitView,
    "approve": views.ApproveView,
    "reject": views.RejectView,
    "cancel": views.CancelView,
    "change": doing.ChangeView,
    "line": doing.SetLineView,
    "post": doing.PostView,
    "undo": doing.UndoView,
    "scans": doing.AdjustmentScansView,
}
TALK = Talk(
    word="adjustment",
    address=ONE,
    name="api-adjustment",
    subject_type=Adjustment._meta.label_lower,
    found=lambda principal, reference: views.adjustment_of(reference, principal),
    reads="adjustments:read",
    writes="adjustments:write",
    tags=views.TAGS,
)

urlpatterns = [
    path("adjustments", views.AdjustmentsView.as_view(), name="api-adjustments"),
    path(ONE, doing.AdjustmentView.as_view(), name="api-adjustment"),
    *(
        path(f"{ONE}/{verb}", view.as_view(), name=f"api-adjustment-{verb}")
        for verb, view in COMMANDS.items()
    ),
    *TALK.paths(),
    path(REASONS, reasons.ReasonsView.as_view(), name="api-reasons"),
    path(f"{REASONS}/<str:code>", reasons.ReasonView.as_view(), name="api-reason"),
    path(
        f"{REASONS}/<str:code>/change",
        reasons.ChangeReasonView.as_view(),
        name="api-reason-change",
    ),
]
