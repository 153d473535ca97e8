from django.apps import AppConfig


class ReplenishmentConfig(AppConfig):
    name = "inventory.replenishment"
    label = "replenishment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from inventory.replenishment.trail_words import ACTIONS

        name_actions(ACTIONS)
