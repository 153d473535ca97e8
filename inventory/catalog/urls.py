"""Addresses of the catalogue; `inventory.urls` gives them their namespace."""

from django.urls import URLPattern, path

from inventory.catalog import converters  # noqa: F401
from inventory.catalog.views import categories, imports, lifecycle, locations, sku_parts, skus

urlpatterns: list[URLPattern] = [
    path("skus/", skus.SkuList.as_view(), name="skus"),
    path("skus/new/", skus.sku_new, name="sku-new"),
    path("skus/<itemcode:code>/", skus.sku, name="sku"),
    path("skus/<itemcode:code>/change/", skus.sku_change, name="sku-change"),
    *[
        path(
            f"skus/<itemcode:code>/{step.verb}/",
            lifecycle.sku_step,
            {"verb": step.verb},
            name=f"sku-{step.verb}",
        )
        for step in lifecycle.SKU_STEPS
    ],
    path(
        "skus/<itemcode:code>/identifiers/add/", sku_parts.identifier_add, name="sku-identifier-add"
    ),
    path(
        "skus/<itemcode:code>/identifiers/remove/",
        sku_parts.identifier_remove,
        name="sku-identifier-remove",
    ),
    path("skus/<itemcode:code>/units/set/", sku_parts.unit_set, name="sku-unit-set"),
    path("skus/<itemcode:code>/units/remove/", sku_parts.unit_remove, name="sku-unit-remove"),
    path("skus/<itemcode:code>/recipe/set/", sku_parts.recipe_set, name="sku-recipe-set"),
    path(
        "skus/<itemcode:code>/recipe/withdraw/",
        sku_parts.recipe_withdraw,
        name="sku-recipe-withdraw",
    ),
    path(
        "skus/<itemcode:code>/substitutes/set/",
        sku_parts.substitutes_set,
        name="sku-substitutes-set",
    ),
    *[
        path(
            f"skus/<itemcode:code>/{kind}/set/",
            sku_parts.amount_set,
            {"kind": kind},
            name=f"sku-{kind}-set",
        )
        for kind in ("cost", "price")
    ],
    path("locations/", locations.LocationList.as_view(), name="locations"),
    path("locations/new/", locations.location_new, name="location-new"),
    path("locations/<itemcode:code>/", locations.location, name="location"),
    path("locations/<itemcode:code>/change/", locations.location_change, name="location-change"),
    *[
        path(
            f"locations/<itemcode:code>/{step.verb}/",
            lifecycle.location_step,
            {"verb": step.verb},
            name=f"location-{step.verb}",
        )
        for step in lifecycle.LOCATION_STEPS
    ],
    path("imports/", imports.imports, name="imports"),
    path("imports/new/<slug:kind>/", imports.import_new, name="import-new"),
    *[
        path(
            f"imports/templates/<slug:kind>.{form}",
            imports.import_template,
            {"form": form},
            name=f"import-template-{form}",
        )
        for form in ("csv", "xlsx")
    ],
    path("imports/<int:number>/", imports.import_page, name="import"),
    path("imports/<int:number>/check/", imports.import_check, name="import-check"),
    path("imports/<int:number>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<int:number>/errors/", imports.import_errors, name="import-errors"),
    path("categories/", categories.CategoryList.as_view(), name="categories"),
    path("categories/new/", categories.category_new, name="category-new"),
    path("categories/options/", categories.category_options, name="category-options"),
    path("categories/<int:number>/rename/", categories.category_rename, name="category-rename"),
    path("categories/<int:number>/move/", categories.category_move, name="category-move"),
]
