from django.urls import path

from exceptions.views.cases import CaseList

app_name = "exceptions"
urlpatterns = [
    path("cases/", CaseList.as_view(), name="cases"),
    path("cases/<str:reference>/", CaseList.as_view(), name="case"),
]
