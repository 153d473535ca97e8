from django.urls import path

from inventory.replenishment.api.views import (
    DismissView,
    DraftView,
    QuietView,
    SuggestAgainView,
    SuggestionsView,
    SuggestionView,
)

urlpatterns = [
    path("suggestions", SuggestionsView.as_view(), name="api-suggestions"),
    path("suggestions/quiet", QuietView.as_view(), name="api-suggestions-quiet"),
    path(
        "suggestions/quiet/<int:number>/resume",
        SuggestAgainView.as_view(),
        name="api-suggestion-resume",
    ),
    path("suggestions/<int:number>", SuggestionView.as_view(), name="api-suggestion"),
    path("suggestions/<int:number>/draft", DraftView.as_view(), name="api-suggestion-draft"),
    path("suggestions/<int:number>/dismiss", DismissView.as_view(), name="api-suggestion-dismiss"),
]
