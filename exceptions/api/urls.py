from django.urls import path

from exceptions.api.bulk import BulkCasesView
from exceptions.api.commands import COMMANDS
from exceptions.api.files import CaseFilesView, CaseFileView
from exceptions.api.routing import QueuesView, RulesView
from exceptions.api.steps import DoStepView, StepsView
from exceptions.api.views import CasesView, CaseView

ONE = "cases/<str:reference>"

urlpatterns = [
    path("queues", QueuesView.as_view(), name="api-queues"),
    path("rules", RulesView.as_view(), name="api-rules"),
    path("cases", CasesView.as_view(), name="api-cases"),
    path("cases/bulk", BulkCasesView.as_view(), name="api-cases-bulk"),
    path(ONE, CaseView.as_view(), name="api-case"),
    path(f"{ONE}/steps", StepsView.as_view(), name="api-case-steps"),
    path(f"{ONE}/steps/<int:number>/do", DoStepView.as_view(), name="api-case-step-do"),
    path(f"{ONE}/attachments", CaseFilesView.as_view(), name="api-case-attachments"),
    path(f"{ONE}/attachments/<int:number>", CaseFileView.as_view(), name="api-case-attachment"),
    *(
        path(f"{ONE}/{verb}", view.as_view(), name=f"api-case-{verb}")
        for verb, view in COMMANDS.items()
    ),
]
