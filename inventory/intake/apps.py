from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "inventory.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.registry import sources
        from inventory.intake.queries.sources import known_sources, make_source

        sources.known = known_sources
        sources.ensure = make_source
