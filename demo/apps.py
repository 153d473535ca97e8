from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workbench.registry import NavItem, registry

        registry.add_nav(
            NavItem(
                key="data",
                label=_("About the data"),
                icon="book",
                url_name="demo:data",
                permission="work.view",
                group="Set-up",
                order=900,
            )
        )
