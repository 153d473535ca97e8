from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workbench.urls")),
    path("audit/", include("workbench.trail.urls")),
    path("exceptions/", include("exceptions.urls")),
    path("demo/", include("demo.urls")),
]

handler404 = "workbench.views.errors.not_found"
handler500 = "workbench.views.errors.server_error"
