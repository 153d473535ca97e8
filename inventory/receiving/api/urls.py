from django.urls import path

from inventory.receiving.api.views import CancelView, CloseView, ReceiptsView, ReceiveView

ONE = "receipts/<str:reference>/"

urlpatterns = [
    path("receipts", ReceiptsView.as_view(), name="api-receipts"),
    path(f"{ONE}receive", ReceiveView.as_view(), name="api-receipt-receive"),
    path(f"{ONE}close", CloseView.as_view(), name="api-receipt-close"),
    path(f"{ONE}cancel", CancelView.as_view(), name="api-receipt-cancel"),
]
