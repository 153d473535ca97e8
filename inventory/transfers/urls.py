"""Addresses of transfers; `inventory.urls` gives them their namespace."""

from django.urls import URLPattern, path

from inventory.transfers.views import bulk, drafts, finding, lists, moving, prints, record

urlpatterns: list[URLPattern] = [
    path("transfers/", lists.TransferList.as_view(), name="transfers"),
    path("transfers/new/", drafts.transfer_new, name="transfer-new"),
    path("transfers/places/", drafts.location_options, name="transfer-location-options"),
    path("transfers/submit/", bulk.transfers_submit, name="transfers-submit"),
    path("transfers/cancel/", bulk.transfers_cancel, name="transfers-cancel"),
    path("transfers/<str:reference>/", record.transfer, name="transfer"),
    path("transfers/<str:reference>/change/", drafts.transfer_change, name="transfer-change"),
    *[
        path(
            f"transfers/<str:reference>/{verb}/",
            record.transfer_step,
            {"verb": verb},
            name=f"transfer-{verb}",
        )
        for verb in record.STEPS
    ],
    path(
        "transfers/<str:reference>/submit/undo/",
        record.transfer_undo_submit,
        name="transfer-undo-submit",
    ),
    path("transfers/<str:reference>/copy/", record.transfer_copy, name="transfer-copy"),
    path("transfers/<str:reference>/ship/", moving.transfer_ship, name="transfer-ship"),
    path("transfers/<str:reference>/cancel/", moving.transfer_cancel, name="transfer-cancel"),
    path("transfers/<str:reference>/pick-list/", prints.pick_list, name="transfer-pick-list"),
    path(
        "transfers/<str:reference>/shipments/<int:number>/packing-slip/",
        prints.packing_slip,
        name="transfer-packing-slip",
    ),
    path(
        "transfers/<str:reference>/shipments/<int:number>/labels/",
        prints.shipment_labels,
        name="transfer-labels",
    ),
    path(
        "transfers/<str:reference>/shipments/<int:number>/ship/",
        record.shipment_ship,
        name="transfer-shipment-ship",
    ),
    path(
        "transfers/<str:reference>/shipments/<int:number>/unpack/",
        record.shipment_unpack,
        name="transfer-shipment-unpack",
    ),
    path(
        "transfers/<str:reference>/shortages/<int:number>/found/",
        finding.shortage_found,
        name="transfer-shortage-found",
    ),
    path(
        "transfers/<str:reference>/shortages/<int:number>/ask/",
        record.shortage_ask,
        name="transfer-shortage-ask",
    ),
]
