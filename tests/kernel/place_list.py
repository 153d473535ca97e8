"""A list of places, as an app would write it, and the addresses it needs: for the tests of lists."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import include, path, reverse

from accounts.models import Place
from config.urls import handler404, handler500
from kernel.lists import BulkAction, ListView, Preset
from workbench import columns


class PlaceFilter(filters.FilterSet):
    name = filters.CharFilter(lookup_expr="icontains", label="Name")
    kind = filters.ChoiceFilter(choices=Place.Kind.choices, label="Kind")
    number = filters.RangeFilter(field_name="pk", label="Number")

    class Meta:
        model = Place
        fields: list[str] = []


class PlaceTable(tables.Table):
    name = columns.TitleColumn(
        "Place", url=lambda row: reverse("places:place", args=[row.code]), sub="code", beside=True
    )
    kind = columns.BadgeColumn("Kind", phone="s")
    parent = columns.TextColumn("Within", accessor="parent__name", hide=1, phone="b")
    time_zone = columns.TextColumn("Time zone", hide=2)
    number = columns.QuantityColumn("Number", accessor="pk", order_by=("pk",), phone="u")

    class Meta:
        order_by = ()


class PlaceList(ListView[Place]):
    key = "tests.places"
    permission = "work.view"
    title = "Places"
    url_name = "places:places"
    filterset_class = PlaceFilter
    table_class = PlaceTable
    default_sort = "name"
    pinned = ("kind",)
    presets = (Preset("regions", "Regions", "kind=region"),)
    export_permission = ""
    fresh = True
    panel_template = "workbench/_gallery_panel.html"
    empty_text = "Places appear when an admin adds them."

    def rows(self) -> QuerySet[Place]:
        return Place.objects.visible_to(self.principal).select_related("parent")

    def row_key(self, row: Place) -> str:
        return row.code

    def panel(self, reference: str) -> dict[str, Any] | None:
        place = self.rows().filter(code=reference).first()
        if place is None:
            return None
        facts = [("Name", place.name), ("Time zone", place.time_zone), ("Within", place.parent)]
        return {"title": place.name, "kind": place.get_kind_display(), "facts": facts}

    def bulk_actions(self) -> list[BulkAction]:
        return [BulkAction("Suspend", "/suspend/", "work.view", key="s")]


class KeyedPlaceList(PlaceList):
    key = "tests.keyed-places"
    url_name = "places:keyed"
    keyset = True


places = (
    [
        path("places/", PlaceList.as_view(), name="places"),
        path("places/<str:reference>/", PlaceList.as_view(), name="place"),
        path("keyed/", KeyedPlaceList.as_view(), name="keyed"),
    ],
    "places",
)
urlpatterns = [path("", include(places)), path("", include("config.urls"))]
__all__ = ["handler404", "handler500", "urlpatterns"]
