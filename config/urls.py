from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.figures, name="metrics"),
    path("api/v1/", include("config.api_urls")),
    path("", include("insights.urls")),
    path("", include("workbench.urls")),
    path("floor/", include("workbench.floor_urls")),
    path("", include("accounts.auth_urls")),
    path("", include("workbench.people.urls")),
    path("audit/", include("workbench.trail.urls")),
    path("approvals/", include("approvals.urls")),
    path("exceptions/", include("exceptions.urls")),
    path("inventory/", include("inventory.urls")),
    path("demo/", include("demo.urls")),
]

handler400 = "workbench.views.errors.bad_request"
handler404 = "workbench.views.errors.not_found"
handler500 = "workbench.views.errors.server_error"
