from django.urls import path

from exceptions.rule_urls import patterns
from exceptions.views import bulk, people, verbs
from exceptions.views.cases import CaseList

app_name = "exceptions"
urlpatterns = [
    path("cases/", CaseList.as_view(), name="cases"),
    path("people/", people.options, name="people"),
    path("cases/next/", verbs.take_next, name="case-next"),
    path("cases/undo/<str:token>/", verbs.undo, name="undo"),
    path("cases/bulk/<slug:verb>/", bulk.act_on_chosen, name="bulk"),
    path("cases/bulk/<slug:verb>/choices/", bulk.choices, name="bulk-choices"),
    path("cases/<str:reference>/", CaseList.as_view(), name="case"),
    path("cases/<str:reference>/presence/", verbs.presence, name="case-presence"),
    *(
        path(f"cases/<str:reference>/{verb.name}/", verbs.view_of(verb), name=f"case-{verb.name}")
        for verb in verbs.VERBS
    ),
    *patterns,
]
