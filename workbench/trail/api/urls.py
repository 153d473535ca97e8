from django.urls import path

from workbench.trail.api.seals import CancelSealCheckView, SealChecksView, SealCheckView
from workbench.trail.api.views import DutiesView, EntriesView, EntryView

urlpatterns = [
    path("trail", EntriesView.as_view(), name="api-trail"),
    path("trail/<int:number>", EntryView.as_view(), name="api-trail-entry"),
    path("seal-checks", SealChecksView.as_view(), name="api-seal-checks"),
    path("seal-checks/<int:number>", SealCheckView.as_view(), name="api-seal-check"),
    path(
        "seal-checks/<int:number>/cancel",
        CancelSealCheckView.as_view(),
        name="api-seal-check-cancel",
    ),
    path("duties", DutiesView.as_view(), name="api-duties"),
]
