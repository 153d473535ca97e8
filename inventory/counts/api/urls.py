from django.urls import path

from inventory.counts.api import plans, reviewing, rules, scanning, views
from inventory.counts.models import Count
from workbench.api.talk import Talk

ONE = "counts/<str:reference>"
SHELF = f"{ONE}/shelves/<int:number>"
OF_COUNT = {
    "lines": views.CountLinesView,
    "finish": views.CountFinishView,
    "cancel": views.CountCancelView,
    "recount": reviewing.RecountView,
    "approve": reviewing.ApproveLinesView,
    "keep-books": reviewing.KeepBooksView,
    "kept-codes": reviewing.KeptCodesView,
}
OF_SHELF = {
    "start": scanning.StartView,
    "scans": scanning.ScansView,
    "quantity": scanning.SetQuantityView,
    "correct": scanning.CorrectView,
}
TALK = Talk(
    word="count",
    address=ONE,
    name="api-count",
    subject_type=Count._meta.label_lower,
    found=views.count_of,
    reads="counts:read",
    writes="counts:write",
    tags=views.TAG,
)

urlpatterns = [
    path("counts", views.CountsView.as_view(), name="api-counts"),
    path(ONE, views.CountView.as_view(), name="api-count"),
    *(
        path(f"{ONE}/{verb}", view.as_view(), name=f"api-count-{verb}")
        for verb, view in OF_COUNT.items()
    ),
    *(
        path(f"{SHELF}/{verb}", view.as_view(), name=f"api-count-shelf-{verb}")
        for verb, view in OF_SHELF.items()
    ),
    path(
        f"{ONE}/kept-codes/<int:number>/settle",
        reviewing.SettleCodeView.as_view(),
        name="api-kept-code-settle",
    ),
    *TALK.paths(),
    path("count-plans", plans.PlansView.as_view(), name="api-count-plans"),
    path("count-plans/<int:number>", plans.PlanView.as_view(), name="api-count-plan"),
    path(
        "count-plans/<int:number>/change",
        plans.ChangePlanView.as_view(),
        name="api-count-plan-change",
    ),
    path("count-rules", rules.CountRulesView.as_view(), name="api-count-rules"),
    path("count-rules/drop", rules.DropCountRulesView.as_view(), name="api-count-rules-drop"),
    path("count-rules/<int:number>", rules.CountRuleView.as_view(), name="api-count-rule"),
    path(
        "count-rules/<int:number>/change",
        rules.ChangeCountRuleView.as_view(),
        name="api-count-rule-change",
    ),
]
