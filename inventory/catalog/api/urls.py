from django.urls import path

from inventory.catalog.api.views import LocationsView, SkusView

urlpatterns = [
    path("skus", SkusView.as_view(), name="api-skus"),
    path("locations", LocationsView.as_view(), name="api-locations"),
]
