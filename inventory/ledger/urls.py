from django.urls import path

from inventory.catalog import converters  # noqa: F401 - registers itemcode
from inventory.ledger.views.event import event
from inventory.ledger.views.explain import sku_explain
from inventory.ledger.views.movements import sku_movements
from inventory.ledger.views.states import states
from inventory.ledger.views.stock import StockList

urlpatterns = [
    path("stock/", StockList.as_view(), name="stock"),
    path("states/", states, name="states"),
    path("events/<int:number>/", event, name="event"),
    path("skus/<itemcode:code>/explain/", sku_explain, name="sku-explain"),
    path("skus/<itemcode:code>/movements/", sku_movements, name="sku-movements"),
]
