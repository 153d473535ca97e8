from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "inventory.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inventory.ledger import shell

        shell.register()
