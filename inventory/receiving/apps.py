from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivingConfig(AppConfig):
    name = "inventory.receiving"
    label = "receiving"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exceptions.kinds import register_kinds
        from inventory.receiving.facts import follow
        from inventory.receiving.kinds import register
        from inventory.receiving.own_kinds import ADVANCE_NOTICE, PURCHASE_ORDER

        register(PURCHASE_ORDER, ADVANCE_NOTICE)
        follow()
        register_kinds(
            {
                "over_receipt": _("Over-receipt"),
                "short_receipt": _("Short receipt"),
                "delivery_overdue": _("Delivery overdue"),
            }
        )
