from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from insights import story_lines
        from insights.changes import cases_changed
        from workbench.registry import ChangeProvider, NavItem, registry
        from workbench.story import StoryProvider, stories

        registry.add_changes(ChangeProvider("cases.view", cases_changed, order=20))
        stories.add(StoryProvider("explain.view", story_lines.approval_lines, order=10))
        stories.add(StoryProvider("explain.view", story_lines.case_lines, order=20))
        stories.add(StoryProvider("explain.view", story_lines.trail_lines, order=90))
        registry.add_nav(
            NavItem(
                key="explain",
                label=_("Explain a number"),
                icon="search",
                url_name="insights:explain",
                permission="explain.view",
                group="Control",
                order=80,
            )
        )
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
