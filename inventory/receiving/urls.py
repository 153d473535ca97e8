"""Addresses of receiving; `inventory.urls` gives them their namespace."""

from django.urls import path

from inventory.catalog import converters  # noqa: F401
from inventory.receiving.views import announce, bulk, labels, lists, putaway, record, scan, settings

ONE = "receipts/<str:reference>/"

urlpatterns = [
    path("receipts/", lists.ReceiptList.as_view(), name="receipts"),
    path("receipts/receive/", bulk.receipts_receive, name="receipts-receive"),
    path("receipts/new/", announce.receipt_new, name="receipt-new"),
    path("receipts/settings/", settings.receiving_settings, name="receiving-settings"),
    path(
        "receipts/settings/tolerances/<int:pk>/change/",
        settings.tolerance_change,
        name="over-receipt-tolerance-change",
    ),
    path(
        "receipts/settings/tolerances/<int:pk>/remove/",
        settings.tolerance_remove,
        name="over-receipt-tolerance-remove",
    ),
    path(
        "receipts/settings/landing/<itemcode:code>/set/", settings.landing_set, name="landing-set"
    ),
    path(ONE, record.receipt, name="receipt"),
    path(f"{ONE}close/", record.receipt_close, name="receipt-close"),
    path(f"{ONE}cancel/", record.receipt_cancel, name="receipt-cancel"),
    path(f"{ONE}arrivals/<int:number>/undo/", record.receipt_undo, name="receipt-undo"),
    path(f"{ONE}arrivals/<int:number>/labels/", labels.damaged_labels, name="receipt-labels"),
    path(f"{ONE}scan/", scan.receipt_scan, name="receipt-scan"),
    path(f"{ONE}scan/send/", scan.receipt_scans, name="receipt-scans"),
    path(f"{ONE}scan/known/", scan.receipt_known, name="receipt-known"),
    path(f"{ONE}scan/damaged/", scan.receipt_damaged, name="receipt-damaged"),
    path(f"{ONE}scan/ask/", scan.receipt_ask, name="receipt-ask-override"),
    path(f"{ONE}scan/finish/", scan.receipt_finish, name="receipt-finish"),
    path(f"{ONE}scan/review/", scan.receipt_review, name="receipt-review"),
    path(f"{ONE}putaway/", putaway.receipt_putaway, name="receipt-putaway"),
    path(f"{ONE}putaway/send/", putaway.receipt_putaway_scans, name="receipt-putaway-scans"),
]
