from django.urls import path

from workbench.trail.duties import DutyList
from workbench.trail.views import EntryList

app_name = "audit"
urlpatterns = [
    path("duties/", DutyList.as_view(), name="duties"),
    path("entries/", EntryList.as_view(), name="entries"),
    path("entries/<str:reference>/", EntryList.as_view(), name="entry"),
]
