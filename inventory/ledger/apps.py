from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "inventory.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from exceptions.kinds import register_kinds

        register_kinds(
            {"below_zero": _("Below zero"), "invariant_breach": _("Ledger does not hold")}
        )
