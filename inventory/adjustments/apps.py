from django.apps import AppConfig


class AdjustmentsConfig(AppConfig):
    name = "inventory.adjustments"
    label = "adjustments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from approvals.subjects import register
        from audit.words import name_actions
        from exceptions.actions import register_action
        from inventory.adjustments import shell
        from inventory.adjustments.actions import ADJUST
        from inventory.adjustments.approval import ADJUSTMENT
        from inventory.adjustments.trail_words import ACTIONS
        from inventory.catalog import closing
        from inventory.ledger.hooks import hooks

        name_actions(ACTIONS)
        register(ADJUSTMENT)
        within = ("damage", "repair", "quarantine", "quarantine_release")
        hooks.approve(
            ADJUSTMENT.key, "adjustment", "write_off", "liquidate", "vendor_return", *within
        )
        register_action(ADJUST)
        closing.register(shell.open_adjustments)
        shell.register()
