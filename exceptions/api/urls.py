from django.urls import path

from exceptions.api.routing import QueuesView, RulesView
from exceptions.api.views import COMMANDS, CasesView, CaseView

urlpatterns = [
    path("queues", QueuesView.as_view(), name="api-queues"),
    path("rules", RulesView.as_view(), name="api-rules"),
    path("cases", CasesView.as_view(), name="api-cases"),
    path("cases/<str:reference>", CaseView.as_view(), name="api-case"),
    *(
        path(f"cases/<str:reference>/{verb}", view.as_view(), name=f"api-case-{verb}")
        for verb, view in COMMANDS.items()
    ),
]
