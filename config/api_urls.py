"""/api/v1/: one list of everything other systems may call."""

from django.urls import URLPattern, URLResolver, include, path

from config.api_docs import SchemaView, docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("approvals.api.urls")),
    path("", include("inventory.intake.api.urls")),
    path("", include("inventory.catalog.api.urls")),
    path("", include("inventory.transfers.api.urls")),
    path("", include("inventory.replenishment.api.urls")),
    path("", include("exceptions.api.urls")),
    path("", include("inventory.counts.api.urls")),
    path("", include("inventory.receiving.api.urls")),
    path("", include("inventory.adjustments.api.urls")),
    path("", include("workbench.api.urls")),
    path("", include("workbench.trail.api.urls")),
    path("", include("insights.api.urls")),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
]
