from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "inventory.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inventory.catalog import case_facts, shell
        from inventory.catalog.imports import IMPORT_KINDS
        from workbench.imports import kinds

        case_facts.register()
        shell.register()
        kinds.register(*IMPORT_KINDS)
