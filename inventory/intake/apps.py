from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "inventory.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.registry import sources
        from approvals.subjects import register
        from audit.words import name_actions
        from exceptions.kinds import register_kinds
        from inventory.intake import case_actions, case_evidence, compare, origin, shell
        from inventory.intake.imports_opening import OPENING_STOCK
        from inventory.intake.queries.sources import known_sources, make_source
        from inventory.intake.reversal_kind import REVERSAL
        from inventory.intake.trail_words import ACTIONS
        from inventory.ledger.hooks import hooks
        from workbench.imports import kinds
        from workbench.story import StoryProvider, stories

        name_actions(ACTIONS)
        kinds.register(OPENING_STOCK)
        sources.known, sources.ensure = known_sources, make_source
        hooks.late_feeds, hooks.owners = shell.late_feeds, shell.owners
        register_kinds(
            {
                "other_network": _("Other network"),
                "reason_missing": _("Reason missing"),
                "stream_restarted": _("Stream began again"),
            }
        )
        register(REVERSAL)
        hooks.reversal = shell.reversal_control
        hooks.origin = origin.origin_of
        stories.add(StoryProvider("stock.view", origin.no_lines, subjects=origin.waiting_subjects))
        hooks.approve(REVERSAL.key, "reversal")
        compare.register()
        case_evidence.register()
        case_actions.register()
        _register_screens()


def _register_screens() -> None:
    from inventory.intake import shell
    from workbench.registry import SearchProvider, WorkProvider, registry

    registry.add_nav(*shell.NAVIGATION)
    registry.add_search(
        SearchProvider(_("Waiting events"), "intake.view", shell.find_waiting, order=60)
    )
    registry.add_search(SearchProvider(_("Events"), "stock.view", shell.find_events, order=50))
    registry.add_work(WorkProvider("intake.fix", shell.work, order=30))
    registry.add_subject("intake.waitingevent", shell.url_of_waiting)
    registry.add_subject("intake.eventconflict", shell.url_of_conflict)
    registry.add_subject("ledger.source", shell.url_of_source)
    registry.add_subject("intake.reversal", shell.url_of_reversal)
    registry.add_subject("intake.sequencegap", shell.url_of_gaps)
    registry.add_subject("intake.streamrestart", shell.url_of_gaps)
