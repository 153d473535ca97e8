from django.urls import path

from exceptions.api import rule_drafts, setup
from exceptions.api.bulk import BulkCasesView
from exceptions.api.commands import COMMANDS
from exceptions.api.files import CaseFilesView, CaseFileView
from exceptions.api.next_case import NextCaseView
from exceptions.api.routing import RulesView
from exceptions.api.steps import DoStepView, StepsView
from exceptions.api.views import CasesView, CaseView

ONE = "cases/<str:reference>"
RULES = "rule-versions/<int:number>"
OF_RULES = {
    "dry-run": rule_drafts.DryRunView,
    "add-rule": rule_drafts.AddRuleView,
    "publish": rule_drafts.PublishRulesView,
    "update": rule_drafts.BringRulesUpToDateView,
    "draft-again": rule_drafts.DraftAgainView,
    "discard": rule_drafts.DiscardRulesView,
    "withdraw": rule_drafts.WithdrawRulesView,
}
OF_RULE = {
    "change": rule_drafts.ChangeRuleView,
    "move": rule_drafts.MoveRuleView,
    "delete": rule_drafts.DeleteRuleView,
}
OF_CODE = {
    "change": setup.ChangeCodeView,
    "retire": setup.RetireCodeView,
    "restore": setup.RestoreCodeView,
}
OF_QUEUE = {
    "change": setup.ChangeQueueView,
    "retire": setup.RetireQueueView,
    "restore": setup.RestoreQueueView,
    "leave-note": setup.LeaveNoteView,
}

urlpatterns = [
    path("queues", setup.MakingQueuesView.as_view(), name="api-queues"),
    path("rules", RulesView.as_view(), name="api-rules"),
    path("cases", CasesView.as_view(), name="api-cases"),
    path("cases/bulk", BulkCasesView.as_view(), name="api-cases-bulk"),
    path("cases/next", NextCaseView.as_view(), name="api-case-next"),
    path(ONE, CaseView.as_view(), name="api-case"),
    path(f"{ONE}/steps", StepsView.as_view(), name="api-case-steps"),
    path(f"{ONE}/steps/<int:number>/do", DoStepView.as_view(), name="api-case-step-do"),
    path(f"{ONE}/attachments", CaseFilesView.as_view(), name="api-case-attachments"),
    path(f"{ONE}/attachments/<int:number>", CaseFileView.as_view(), name="api-case-attachment"),
    *(
        path(f"{ONE}/{verb}", view.as_view(), name=f"api-case-{verb}")
        for verb, view in COMMANDS.items()
    ),
    path("rule-versions", rule_drafts.RuleVersionsView.as_view(), name="api-rule-versions"),
    path(RULES, rule_drafts.RuleVersionView.as_view(), name="api-rule-version"),
    *(
        path(f"{RULES}/{verb}", view.as_view(), name=f"api-rule-version-{verb}")
        for verb, view in OF_RULES.items()
    ),
    *(
        path(f"{RULES}/rules/<int:rule>/{verb}", view.as_view(), name=f"api-drafted-rule-{verb}")
        for verb, view in OF_RULE.items()
    ),
    path("playbooks", setup.PlaybooksView.as_view(), name="api-playbooks"),
    path("playbooks/<str:key>", setup.PlaybookView.as_view(), name="api-playbook"),
    path(
        "playbooks/<str:key>/change", setup.ChangePlaybookView.as_view(), name="api-playbook-change"
    ),
    path("resolution-codes", setup.CodesView.as_view(), name="api-codes"),
    path("resolution-codes/<str:key>", setup.CodeView.as_view(), name="api-code"),
    *(
        path(f"resolution-codes/<str:key>/{verb}", view.as_view(), name=f"api-code-{verb}")
        for verb, view in OF_CODE.items()
    ),
    path("queues/<str:key>", setup.QueueView.as_view(), name="api-queue"),
    *(
        path(f"queues/<str:key>/{verb}", view.as_view(), name=f"api-queue-{verb}")
        for verb, view in OF_QUEUE.items()
    ),
    path("handover-notes", setup.HandoversView.as_view(), name="api-handover-notes"),
]
