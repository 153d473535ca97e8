from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.data, name="data"),
    path("progress/", views.progress, name="progress"),
]
