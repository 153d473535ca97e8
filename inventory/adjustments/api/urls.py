from django.urls import path

from inventory.adjustments.api.views import (
    AdjustmentsView,
    ApproveView,
    CancelView,
    RejectView,
    SubmitView,
)

ONE = "adjustments/<str:reference>/"

urlpatterns = [
    path("adjustments", AdjustmentsView.as_view(), name="api-adjustments"),
    path(f"{ONE}submit", SubmitView.as_view(), name="api-adjustment-submit"),
    path(f"{ONE}approve", ApproveView.as_view(), name="api-adjustment-approve"),
    path(f"{ONE}reject", RejectView.as_view(), name="api-adjustment-reject"),
    path(f"{ONE}cancel", CancelView.as_view(), name="api-adjustment-cancel"),
]
