"""The rooms of inventory share one namespace."""

from inventory.catalog import urls as catalog
from inventory.ledger import urls as ledger

app_name = "inventory"
urlpatterns = [*catalog.urlpatterns, *ledger.urlpatterns]
