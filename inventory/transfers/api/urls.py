"""Addresses of transfers in the API."""

from django.urls import URLPattern, path

from inventory.transfers.api import views

COMMANDS = {
    "submit": views.SubmitView,
    "approve": views.ApproveView,
    "reject": views.RejectView,
    "ship": views.ShipView,
    "receive": views.ReceiveView,
    "cancel": views.CancelView,
    "close-short": views.CloseShortView,
}
urlpatterns: list[URLPattern] = [
    path("transfers", views.TransfersView.as_view(), name="api-transfers"),
    path("transfers/<str:reference>", views.TransferView.as_view(), name="api-transfer"),
    *[
        path(f"transfers/<str:reference>/{verb}", view.as_view(), name=f"api-transfer-{verb}")
        for verb, view in COMMANDS.items()
    ],
]
