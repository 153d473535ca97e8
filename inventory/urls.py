"""The rooms of inventory share one namespace."""

from inventory.ledger import urls as ledger

app_name = "inventory"
urlpatterns = [*ledger.urlpatterns]
