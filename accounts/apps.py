from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.trail_words import ACTIONS
        from audit.words import name_actions

        name_actions(ACTIONS)
