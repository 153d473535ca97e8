from django.urls import path

from workbench.trail.api.views import DutiesView, EntriesView, EntryView

urlpatterns = [
    path("trail", EntriesView.as_view(), name="api-trail"),
    path("trail/<int:number>", EntryView.as_view(), name="api-trail-entry"),
    path("duties", DutiesView.as_view(), name="api-duties"),
]
