from django.urls import path

from approvals.views import bulk, delegations, policies, requests

app_name = "approvals"
urlpatterns = [
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("requests/approve/", bulk.requests_approve, name="requests-approve"),
    path("requests/reject/", bulk.requests_reject, name="requests-reject"),
    path("requests/send-back/", bulk.requests_send_back, name="requests-send-back"),
    path("requests/undo/<str:token>/", bulk.requests_undo, name="requests-undo"),
    path("requests/<int:number>/", requests.request_detail, name="request"),
    path("requests/<int:number>/approve/", requests.request_approve, name="request-approve"),
    path("requests/<int:number>/reject/", requests.request_reject, name="request-reject"),
    path("requests/<int:number>/send-back/", requests.request_send_back, name="request-send-back"),
    path("requests/<int:number>/undo/", requests.request_undo, name="request-undo"),
    path("requests/<int:number>/withdraw/", requests.request_withdraw, name="request-withdraw"),
    path("requests/<int:number>/review/", requests.request_review, name="request-review"),
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policies/new/", policies.policy_new, name="policy-new"),
    path("policies/<int:number>/", policies.policy_detail, name="policy"),
    path("policies/<int:number>/retire/", policies.policy_retire, name="policy-retire"),
    path(
        "policies/<int:number>/versions/<int:version>/",
        policies.policy_version,
        name="policy-version",
    ),
    path("policies/<int:number>/draft/", policies.policy_draft, name="policy-draft"),
    path("policies/<int:number>/draft/new/", policies.policy_draft_new, name="policy-draft-new"),
    path("policies/<int:number>/draft/publish/", policies.policy_publish, name="policy-publish"),
    path("policies/<int:number>/draft/discard/", policies.policy_discard, name="policy-discard"),
    path("delegations/", delegations.DelegationList.as_view(), name="delegations"),
    path("delegations/new/", delegations.delegation_new, name="delegation-new"),
    path("delegations/<int:number>/end/", delegations.delegation_end, name="delegation-end"),
]
