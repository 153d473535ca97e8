from django.urls import path

from inventory.receiving.api.bulk import ReceiveInFullView
from inventory.receiving.api.doing import PutAwayView, ReceiptView, UndoArrivalView
from inventory.receiving.api.views import CancelView, CloseView, ReceiptsView, ReceiveView

ONE = "receipts/<str:reference>/"

urlpatterns = [
    path("receipts", ReceiptsView.as_view(), name="api-receipts"),
    path(
        "receipts/receive-in-full", ReceiveInFullView.as_view(), name="api-receipts-receive-in-full"
    ),
    path("receipts/<str:reference>", ReceiptView.as_view(), name="api-receipt"),
    path(f"{ONE}put-away", PutAwayView.as_view(), name="api-receipt-put-away"),
    path(f"{ONE}arrivals/<int:number>/undo", UndoArrivalView.as_view(), name="api-arrival-undo"),
    path(f"{ONE}receive", ReceiveView.as_view(), name="api-receipt-receive"),
    path(f"{ONE}close", CloseView.as_view(), name="api-receipt-close"),
    path(f"{ONE}cancel", CancelView.as_view(), name="api-receipt-cancel"),
]
