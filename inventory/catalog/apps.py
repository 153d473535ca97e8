from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "inventory.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from inventory.catalog import case_facts, shell
        from inventory.catalog.imports import IMPORT_KINDS
        from inventory.catalog.trail_words import ACTIONS
        from workbench.imports import kinds

        name_actions(ACTIONS)
        case_facts.register()
        shell.register()
        kinds.register(*IMPORT_KINDS)
