from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivingConfig(AppConfig):
    name = "inventory.receiving"
    label = "receiving"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from exceptions.kinds import register_kinds
        from inventory.catalog import closing
        from inventory.receiving import bulk, shell
        from inventory.receiving.facts import follow
        from inventory.receiving.imports import ADVANCE_NOTICES, PURCHASE_ORDERS
        from inventory.receiving.kinds import register
        from inventory.receiving.own_kinds import ADVANCE_NOTICE, PURCHASE_ORDER
        from inventory.receiving.trail_words import ACTIONS
        from workbench import job_kinds
        from workbench.imports import kinds as import_kinds

        name_actions(ACTIONS)
        closing.register(shell.open_receipts)
        import_kinds.register(PURCHASE_ORDERS, ADVANCE_NOTICES)
        shell.register()
        job_kinds.register(bulk.BULK)
        register(PURCHASE_ORDER, ADVANCE_NOTICE)
        follow()
        register_kinds(
            {
                "over_receipt": _("Over-receipt"),
                "short_receipt": _("Short receipt"),
                "delivery_overdue": _("Delivery overdue"),
            }
        )
