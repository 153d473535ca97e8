"""What files may bring into the catalogue."""

from inventory.catalog.imports.locations import LOCATIONS
from inventory.catalog.imports.skus import SKUS

IMPORT_KINDS = (SKUS, LOCATIONS)
