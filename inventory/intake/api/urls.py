from django.urls import path

from inventory.intake.api.event_types import EventTypesView
from inventory.intake.api.events import EventsView
from inventory.intake.api.movements import MovementsView
from inventory.intake.api.reversals import ReverseEventView
from inventory.intake.api.sources import ChangeSourceView, SourcesView, SourceView
from inventory.intake.api.stock import StockView
from kernel import converters  # noqa: F401 - registers itemcode

urlpatterns = [
    path("events", EventsView.as_view(), name="api-events"),
    path("events/<int:number>/reverse", ReverseEventView.as_view(), name="api-event-reverse"),
    path("event-types", EventTypesView.as_view(), name="api-event-types"),
    path("sources", SourcesView.as_view(), name="api-sources"),
    path("sources/<itemcode:code>", SourceView.as_view(), name="api-source"),
    path("sources/<itemcode:code>/change", ChangeSourceView.as_view(), name="api-source-change"),
    path("stock", StockView.as_view(), name="api-stock"),
    path("movements", MovementsView.as_view(), name="api-movements"),
]
