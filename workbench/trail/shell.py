"""What the trail tells the shell."""

from django.utils.translation import gettext_lazy as _

from workbench.registry import NavItem, registry


def register() -> None:
    registry.add_nav(
        NavItem(
            key="audit",
            label=_("Audit trail"),
            icon="book",
            url_name="audit:entries",
            permission="audit.view",
            group="Control",
            order=90,
        ),
        NavItem(
            key="duties",
            label=_("Duties"),
            icon="shield",
            url_name="audit:duties",
            permission="duties.view",
            group="Control",
            order=95,
        ),
    )
