"""The rooms of inventory share one namespace."""

from inventory.adjustments import urls as adjustments
from inventory.catalog import urls as catalog
from inventory.counts import urls as counts
from inventory.intake import urls as intake
from inventory.ledger import urls as ledger
from inventory.receiving import urls as receiving
from inventory.replenishment import urls as replenishment
from inventory.transfers import urls as transfers

app_name = "inventory"
urlpatterns = [
    *catalog.urlpatterns,
    *ledger.urlpatterns,
    *counts.urlpatterns,
    *replenishment.urlpatterns,
    *transfers.urlpatterns,
    *receiving.urlpatterns,
    *adjustments.urlpatterns,
    *intake.urlpatterns,
]
