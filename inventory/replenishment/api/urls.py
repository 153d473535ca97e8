from django.urls import path

from inventory.replenishment.api.views import (
    DismissView,
    DraftView,
    SuggestionsView,
    SuggestionView,
)

urlpatterns = [
    path("suggestions", SuggestionsView.as_view(), name="api-suggestions"),
    path("suggestions/<int:number>", SuggestionView.as_view(), name="api-suggestion"),
    path("suggestions/<int:number>/draft", DraftView.as_view(), name="api-suggestion-draft"),
    path("suggestions/<int:number>/dismiss", DismissView.as_view(), name="api-suggestion-dismiss"),
]
