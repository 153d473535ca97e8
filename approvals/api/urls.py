from django.urls import path

from approvals.api import views

urlpatterns = [
    path("approvals", views.ApprovalsView.as_view(), name="api-approvals"),
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
]
