from django.urls import path

from approvals.api import bulk, delegations, policies, views

POLICY = "policies/<int:number>"

urlpatterns = [
    path("approvals", views.ApprovalsView.as_view(), name="api-approvals"),
    path("approvals/bulk", bulk.BulkApprovalsView.as_view(), name="api-approvals-bulk"),
    path("approvals/<int:number>", views.ApprovalView.as_view(), name="api-approval"),
    path(
        "approvals/<int:number>/approve", views.ApproveView.as_view(), name="api-approval-approve"
    ),
    path("approvals/<int:number>/reject", views.RejectView.as_view(), name="api-approval-reject"),
    path(
        "approvals/<int:number>/send-back",
        views.SendBackView.as_view(),
        name="api-approval-send-back",
    ),
    path(
        "approvals/<int:number>/withdraw",
        views.WithdrawView.as_view(),
        name="api-approval-withdraw",
    ),
    path("approvals/<int:number>/undo", views.UndoView.as_view(), name="api-approval-undo"),
    path("approvals/<int:number>/review", views.ReviewView.as_view(), name="api-approval-review"),
    path("policies", policies.PoliciesView.as_view(), name="api-policies"),
    path(POLICY, policies.PolicyView.as_view(), name="api-policy"),
    path(f"{POLICY}/versions", policies.PolicyVersionsView.as_view(), name="api-policy-versions"),
    path(
        f"{POLICY}/versions/<int:version>",
        policies.PolicyVersionView.as_view(),
        name="api-policy-version",
    ),
    path(f"{POLICY}/effect", policies.PolicyEffectView.as_view(), name="api-policy-effect"),
    path(f"{POLICY}/draft", policies.DraftPolicyView.as_view(), name="api-policy-draft"),
    path(f"{POLICY}/save-draft", policies.SaveDraftView.as_view(), name="api-policy-save-draft"),
    path(f"{POLICY}/publish", policies.PublishPolicyView.as_view(), name="api-policy-publish"),
    path(f"{POLICY}/discard", policies.DiscardDraftView.as_view(), name="api-policy-discard"),
    path(f"{POLICY}/retire", policies.RetirePolicyView.as_view(), name="api-policy-retire"),
    path("delegations", delegations.DelegationsView.as_view(), name="api-delegations"),
    path(
        "delegations/<int:number>/end",
        delegations.EndDelegationView.as_view(),
        name="api-delegation-end",
    ),
]
