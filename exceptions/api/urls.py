from django.urls import path

from exceptions.api.views import COMMANDS, CasesView, CaseView

urlpatterns = [
    path("cases", CasesView.as_view(), name="api-cases"),
    path("cases/<str:reference>", CaseView.as_view(), name="api-case"),
    *(
        path(f"cases/<str:reference>/{verb}", view.as_view(), name=f"api-case-{verb}")
        for verb, view in COMMANDS.items()
    ),
]
