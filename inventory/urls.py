"""The rooms of inventory share one namespace."""

from inventory.catalog import urls as catalog
from inventory.intake import urls as intake
from inventory.ledger import urls as ledger

app_name = "inventory"
urlpatterns = [*catalog.urlpatterns, *ledger.urlpatterns, *intake.urlpatterns]
