from django.urls import path

from workbench.api.exports import CancelExportView, ExportFileView, ExportsView, ExportView

urlpatterns = [
    path("exports", ExportsView.as_view(), name="api-exports"),
    path("exports/<int:number>", ExportView.as_view(), name="api-export"),
    path("exports/<int:number>/file", ExportFileView.as_view(), name="api-export-file"),
    path("exports/<int:number>/cancel", CancelExportView.as_view(), name="api-export-cancel"),
]
