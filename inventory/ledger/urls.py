from django.urls import path

from inventory.ledger.views.stock import StockList

urlpatterns = [
    path("stock/", StockList.as_view(), name="stock"),
]
