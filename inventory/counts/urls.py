from django.urls import path

from inventory.counts.views.lists import CountList
from inventory.counts.views.record import code_settle, count_cancel, count_new, count_record
from inventory.counts.views.review import (
    count_approve,
    count_keep_books,
    count_recount,
    count_review,
)
from inventory.counts.views.rules import (
    count_rules,
    plan_change,
    plan_new,
    rule_change,
    rules_drop,
    rules_new,
)
from inventory.counts.views.scanning import (
    count_scan,
    part_correct,
    part_finish,
    part_known,
    part_scan,
    part_scans,
    part_start,
)

COUNT = "counts/<str:reference>/"
SHELF = f"{COUNT}shelves/<int:number>/"

urlpatterns = [
    path("counts/", CountList.as_view(), name="counts"),
    path("counts/new/", count_new, name="count-new"),
    path("counts/rules/", count_rules, name="count-rules"),
    path("counts/rules/new/", rules_new, name="count-rules-new"),
    path("counts/rules/places/<int:pk>/drop/", rules_drop, name="count-rules-drop"),
    path("counts/rules/<int:pk>/change/", rule_change, name="count-rule-change"),
    path("counts/plans/new/", plan_new, name="count-plan-new"),
    path("counts/plans/<int:pk>/change/", plan_change, name="count-plan-change"),
    path(COUNT, count_record, name="count"),
    path(f"{COUNT}cancel/", count_cancel, name="count-cancel"),
    path(f"{COUNT}codes/<int:pk>/settle/", code_settle, name="count-code-settle"),
    path(f"{COUNT}review/", count_review, name="count-review"),
    path(f"{COUNT}recount/", count_recount, name="count-recount"),
    path(f"{COUNT}approve/", count_approve, name="count-approve"),
    path(f"{COUNT}keep-books/", count_keep_books, name="count-keep-books"),
    path(f"{COUNT}scan/", count_scan, name="count-scan"),
    path(f"{SHELF}scan/", part_scan, name="count-scan-shelf"),
    path(f"{SHELF}start/", part_start, name="count-start"),
    path(f"{SHELF}scan/send/", part_scans, name="count-scans"),
    path(f"{SHELF}scan/known/", part_known, name="count-known"),
    path(f"{SHELF}finish/", part_finish, name="count-finish"),
    path(f"{SHELF}correct/", part_correct, name="count-correct"),
]
