from django.apps import AppConfig


class ReplenishmentConfig(AppConfig):
    name = "inventory.replenishment"
    label = "replenishment"
    default_auto_field = "django.db.models.BigAutoField"
