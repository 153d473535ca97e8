"""Addresses of replenishment; `inventory.urls` gives them their namespace."""

from django.urls import URLPattern, path

from inventory.replenishment.views import acts
from inventory.replenishment.views.lists import QuietList, SuggestionList

urlpatterns: list[URLPattern] = [
    path("transfers/suggestions/", SuggestionList.as_view(), name="suggestions"),
    path("transfers/suggestions/draft/", acts.suggestions_draft, name="suggestions-draft"),
    path("transfers/suggestions/dismiss/", acts.suggestions_dismiss, name="suggestions-dismiss"),
    path("transfers/suggestions/quiet/", QuietList.as_view(), name="suggestions-quiet"),
    path("transfers/suggestions/quiet/resume/", acts.suggestions_resume, name="suggestions-resume"),
]
