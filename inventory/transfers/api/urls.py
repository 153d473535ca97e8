"""Addresses of transfers in the API."""

from django.urls import URLPattern, path

from inventory.transfers.api import bulk, moving, views
from inventory.transfers.models import Transfer
from workbench.api.talk import Talk

COMMANDS = {
    "submit": views.SubmitView,
    "approve": views.ApproveView,
    "reject": views.RejectView,
    "ship": views.ShipView,
    "receive": views.ReceiveView,
    "cancel": views.CancelView,
    "close-short": views.CloseShortView,
    "change": moving.ChangeView,
    "copy": moving.CopyView,
    "recall": moving.RecallView,
    "start-picking": moving.StartPickingView,
    "pack": moving.PackView,
    "shortages": moving.ShortagesView,
}
ONE = "transfers/<str:reference>"
TALK = Talk(
    word="transfer",
    address=ONE,
    name="api-transfer",
    subject_type=Transfer._meta.label_lower,
    found=views.visible,
    reads=views.READ,
    writes=views.WRITE,
    tags=views.TAGS,
)
urlpatterns: list[URLPattern] = [
    path("transfers", views.TransfersView.as_view(), name="api-transfers"),
    path("transfers/bulk", bulk.BulkTransfersView.as_view(), name="api-transfers-bulk"),
    path("transfers/<str:reference>", views.TransferView.as_view(), name="api-transfer"),
    *[
        path(f"transfers/<str:reference>/{verb}", view.as_view(), name=f"api-transfer-{verb}")
        for verb, view in COMMANDS.items()
    ],
    path(
        f"{ONE}/shipments/<int:number>/ship",
        moving.ShipShipmentView.as_view(),
        name="api-transfer-shipment-ship",
    ),
    path(
        f"{ONE}/shipments/<int:number>/unpack",
        moving.UnpackShipmentView.as_view(),
        name="api-transfer-shipment-unpack",
    ),
    path(
        f"{ONE}/shortages/<str:shortage>/found",
        moving.FoundView.as_view(),
        name="api-transfer-found",
    ),
    path(
        f"{ONE}/shortages/<str:shortage>/ask-loss",
        moving.AskLossView.as_view(),
        name="api-transfer-ask-loss",
    ),
    *TALK.paths(),
]
