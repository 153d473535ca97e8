"""The floor has a name of its own: it is where people of a site land."""

from django.urls import path

from workbench.views import scanning

app_name = "floor"
urlpatterns = [path("", scanning.floor, name="floor")]
