from django.urls import path

from workbench.trail.duties import DutyList
from workbench.trail.seals import SealList
from workbench.trail.views import EntryList, seals_verify

app_name = "audit"
urlpatterns = [
    path("duties/", DutyList.as_view(), name="duties"),
    path("entries/", EntryList.as_view(), name="entries"),
    path("entries/<str:reference>/", EntryList.as_view(), name="entry"),
    path("seals/", SealList.as_view(), name="seals"),
    path("seals/verify/", seals_verify, name="seals-verify"),
]
