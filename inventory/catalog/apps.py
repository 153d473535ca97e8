from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "inventory.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inventory.catalog import shell
        from inventory.catalog.imports import IMPORT_KINDS
        from workbench.imports import kinds

        shell.register()
        kinds.register(*IMPORT_KINDS)
