from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountsConfig(AppConfig):
    name = "inventory.counts"
    label = "counts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from exceptions.actions import register_action
        from exceptions.kinds import CaseKind, register_kind
        from inventory.catalog import closing
        from inventory.counts import actions, shell
        from inventory.counts.imports_lines import COUNT_LINES
        from inventory.counts.trail_words import ACTIONS
        from workbench.imports import kinds

        name_actions(ACTIONS)
        kinds.register(COUNT_LINES)
        register_kind(
            CaseKind(
                "count_variance",
                _("Count variance"),
                cause=_(
                    "A count found something else than the books, or heard late that a SKU moved while it was"
                    " counted; closes when every difference is settled, every such SKU counted again."
                ),
            )
        )
        register_kind(
            CaseKind(
                "count_below_reserved",
                _("More promised than counted"),
                severity="high",
                cause=_(
                    "A count found fewer than are reserved or allocated; closes when what is promised fits."
                ),
            )
        )
        register_action(actions.CREATE_COUNT)
        closing.register(shell.open_counts_at)
        _register_screens()
        _register_approvals()


def _register_screens() -> None:
    from inventory.counts import changes, shell
    from workbench.registry import ChangeProvider, FloorTask, SearchProvider, WorkProvider, registry
    from workbench.story import StoryProvider, stories

    registry.add_nav(shell.NAVIGATION)
    registry.add_search(SearchProvider(_("Counts"), "counts.view", shell.find_counts, order=45))
    registry.add_work(WorkProvider("counts.view", shell.work, order=25))
    registry.add_changes(ChangeProvider("counts.view", changes.finished, order=34))
    registry.add_subject(
        "counts.count",
        shell.url_of_count,
        visible=shell.sees_count,
        adds=("counts.count", "counts.plan", "counts.review"),
    )
    registry.add_floor(
        FloorTask(
            label=_("Count"),
            icon="scan",
            url_name="inventory:counts",
            permission="counts.count",
            count=shell.waiting,
            order=20,
        )
    )
    registry.add_scan_target(shell.page_of_label)
    stories.add(StoryProvider("counts.view", shell.story, order=40))


def _register_approvals() -> None:
    from approvals.subjects import register
    from inventory.counts.approval import COUNT_DIFFERENCES
    from inventory.ledger.hooks import hooks

    register(COUNT_DIFFERENCES)
    hooks.approve(COUNT_DIFFERENCES.key, "count")
