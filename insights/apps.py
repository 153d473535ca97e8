from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from insights.changes import cases_changed
        from workbench.registry import ChangeProvider, NavItem, registry

        registry.add_changes(ChangeProvider("cases.view", cases_changed, order=20))
        registry.add_nav(
            NavItem(
                key="work",
                label=_("My work"),
                icon="home",
                url_name="insights:work",
                permission="work.view",
                go="w",
                order=0,
            )
        )
