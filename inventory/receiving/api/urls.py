from django.urls import path

from inventory.catalog import converters  # noqa: F401
from inventory.receiving.api.bulk import ReceiveInFullView
from inventory.receiving.api.doing import PutAwayView, ReceiptView, UndoArrivalView
from inventory.receiving.api.scans import (
    AskOverrideView,
    DamagedView,
    FinishView,
    ReviewView,
    ScansView,
)
from inventory.receiving.api.settings import (
    ChangeToleranceView,
    LandingsView,
    LandingView,
    RemoveToleranceView,
    SetLandingView,
    TolerancesView,
    ToleranceView,
)
from inventory.receiving.api.views import (
    TAGS,
    CancelView,
    CloseView,
    ReceiptsView,
    ReceiveView,
    receipt_of,
)
from inventory.receiving.models import Receipt
from workbench.api.talk import Talk

ONE = "receipts/<str:reference>/"
TOLERANCE = "receiving-tolerances/<int:number>"
LANDING = "receiving-landings/<itemcode:code>"
TALK = Talk(
    word="receipt",
    address="receipts/<str:reference>",
    name="api-receipt",
    subject_type=Receipt._meta.label_lower,
    found=lambda principal, reference: receipt_of(reference, principal),
    reads="receipts:read",
    writes="receipts:write",
    tags=TAGS,
)

urlpatterns = [
    path("receipts", ReceiptsView.as_view(), name="api-receipts"),
    path(
        "receipts/receive-in-full", ReceiveInFullView.as_view(), name="api-receipts-receive-in-full"
    ),
    path("receiving-tolerances", TolerancesView.as_view(), name="api-receiving-tolerances"),
    path(TOLERANCE, ToleranceView.as_view(), name="api-receiving-tolerance"),
    path(
        f"{TOLERANCE}/change", ChangeToleranceView.as_view(), name="api-receiving-tolerance-change"
    ),
    path(
        f"{TOLERANCE}/remove", RemoveToleranceView.as_view(), name="api-receiving-tolerance-remove"
    ),
    path("receiving-landings", LandingsView.as_view(), name="api-receiving-landings"),
    path(LANDING, LandingView.as_view(), name="api-receiving-landing"),
    path(f"{LANDING}/set", SetLandingView.as_view(), name="api-receiving-landing-set"),
    path("receipts/<str:reference>", ReceiptView.as_view(), name="api-receipt"),
    path(f"{ONE}put-away", PutAwayView.as_view(), name="api-receipt-put-away"),
    path(f"{ONE}arrivals/<int:number>/undo", UndoArrivalView.as_view(), name="api-arrival-undo"),
    path(f"{ONE}receive", ReceiveView.as_view(), name="api-receipt-receive"),
    path(f"{ONE}scans", ScansView.as_view(), name="api-receipt-scans"),
    path(f"{ONE}scans/damaged", DamagedView.as_view(), name="api-receipt-scans-damaged"),
    path(f"{ONE}scans/ask-override", AskOverrideView.as_view(), name="api-receipt-ask-override"),
    path(f"{ONE}scans/finish", FinishView.as_view(), name="api-receipt-scans-finish"),
    path(f"{ONE}scans/<uuid:scan>/review", ReviewView.as_view(), name="api-receipt-scan-review"),
    path(f"{ONE}close", CloseView.as_view(), name="api-receipt-close"),
    path(f"{ONE}cancel", CancelView.as_view(), name="api-receipt-cancel"),
    *TALK.paths(),
]
