from django.apps import AppConfig


class AdjustmentsConfig(AppConfig):
    name = "inventory.adjustments"
    label = "adjustments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from approvals.subjects import register
        from inventory.adjustments.approval import ADJUSTMENT

        register(ADJUSTMENT)
