"""What is done to SKUs and locations, as the trail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "inventory.sku.cost_set": _("Cost of the SKU set"),
    "inventory.sku.identifier_added": _("Identifier of the SKU added"),
    "inventory.sku.identifier_removed": _("Identifier of the SKU removed"),
    "inventory.sku.price_set": _("Price of the SKU set"),
    "inventory.sku.recipe_set": _("Recipe of the kit set"),
    "inventory.sku.recipe_withdrawn": _("Recipe of the kit withdrawn"),
    "inventory.sku.substitutes_set": _("Substitutes of the SKU set"),
    "inventory.sku.unit_removed": _("Unit of the SKU removed"),
    "inventory.sku.unit_set": _("Unit of the SKU set"),
}
