"""Addresses of adjustments; `inventory.urls` gives them their namespace."""

from django.urls import path

from inventory.adjustments.views import lists, reasons, record

ONE = "adjustments/<str:reference>/"

urlpatterns = [
    path("adjustments/", lists.AdjustmentList.as_view(), name="adjustments"),
    path("adjustments/new/", record.adjustment_new, name="adjustment-new"),
    path("adjustments/reasons/", reasons.reasons, name="reasons"),
    path("adjustments/reasons/new/", reasons.reason_new, name="reason-new"),
    path("adjustments/reasons/<slug:code>/change/", reasons.reason_change, name="reason-change"),
    path(ONE, record.adjustment, name="adjustment"),
    path(f"{ONE}change/", record.adjustment_change, name="adjustment-change"),
    path(f"{ONE}lines/set/", record.adjustment_line, name="adjustment-line"),
    path(f"{ONE}scan/send/", record.adjustment_scans, name="adjustment-scans"),
    path(f"{ONE}submit/", record.adjustment_submit, name="adjustment-submit"),
    path(f"{ONE}post/", record.adjustment_post, name="adjustment-post"),
    path(f"{ONE}cancel/", record.adjustment_cancel, name="adjustment-cancel"),
    path(f"{ONE}undo/", record.adjustment_undo, name="adjustment-undo"),
]
