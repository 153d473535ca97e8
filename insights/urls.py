from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [
    path("", views.work, name="work"),
    path("start/", views.start, name="start"),
]
