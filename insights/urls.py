from django.urls import path

from insights import views
from insights.explain_view import explain

app_name = "insights"
urlpatterns = [
    path("", views.work, name="work"),
    path("start/", views.start, name="start"),
    path("insights/explain/", explain, name="explain"),
]
