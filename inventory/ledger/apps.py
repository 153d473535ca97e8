from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "inventory.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from inventory.catalog import closing
        from inventory.ledger import shell
        from inventory.ledger.queries.closing import stock_left
        from inventory.ledger.trail_words import ACTIONS

        name_actions(ACTIONS)
        shell.register()
        closing.register(stock_left)
