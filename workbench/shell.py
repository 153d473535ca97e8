"""What the shell itself adds to the navigation."""

from django.utils.translation import gettext_lazy as _

from workbench.registry import NavItem, registry


def register() -> None:
    registry.add_nav(NavItem("floor", _("Floor"), "scan", "floor:floor", "floor.view", order=5))
