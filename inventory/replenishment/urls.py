"""Addresses of replenishment; `inventory.urls` gives them their namespace."""

from django.urls import URLPattern, path

from inventory.replenishment.views import acts
from inventory.replenishment.views.lists import SuggestionList

urlpatterns: list[URLPattern] = [
    path("transfers/suggestions/", SuggestionList.as_view(), name="suggestions"),
    path("transfers/suggestions/draft/", acts.suggestions_draft, name="suggestions-draft"),
    path("transfers/suggestions/dismiss/", acts.suggestions_dismiss, name="suggestions-dismiss"),
]
