from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workbench.urls")),
    path("audit/", include("workbench.trail.urls")),
    path("exceptions/", include("exceptions.urls")),
]
