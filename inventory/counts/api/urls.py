from django.urls import path

from inventory.counts.api.views import (
    CountCancelView,
    CountFinishView,
    CountLinesView,
    CountsView,
    CountView,
)

urlpatterns = [
    path("counts", CountsView.as_view(), name="api-counts"),
    path("counts/<str:reference>", CountView.as_view(), name="api-count"),
    path("counts/<str:reference>/lines", CountLinesView.as_view(), name="api-count-lines"),
    path("counts/<str:reference>/finish", CountFinishView.as_view(), name="api-count-finish"),
    path("counts/<str:reference>/cancel", CountCancelView.as_view(), name="api-count-cancel"),
]
