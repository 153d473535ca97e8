from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "inventory.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from approvals import subjects
        from audit.words import name_actions, name_parts
        from exceptions.actions import register_action
        from exceptions.kinds import register_kind
        from inventory.ledger import reactions
        from inventory.ledger.hooks import hooks
        from inventory.ledger.verify import documents
        from inventory.receiving import kinds as deliveries
        from inventory.transfers import bulk, case_actions, kinds, reacting
        from inventory.transfers.services.balance import unexplained
        from inventory.transfers.trail_words import ACTIONS
        from workbench import job_kinds

        name_actions(ACTIONS)
        name_parts("shortage", "shipment")
        subjects.register(kinds.TRANSFER, kinds.SHORTAGE)
        hooks.approve(kinds.TRANSFER.key, "allocate", "transfer_ship")
        hooks.approve(kinds.SHORTAGE.key, "transfer_shortage")
        deliveries.register(kinds.DELIVERY)
        # Before receiving: a transfer is locked before its receipts.
        reactions.register("TR-", reacting.react, lock=reacting.lock_named)
        documents.register("transfers", unexplained)
        job_kinds.register(bulk.BULK)
        for kind in kinds.CASES:
            register_kind(kind)
        for action in case_actions.ACTIONS:
            register_action(action)
        _register_screens()


def _register_screens() -> None:
    from inventory.catalog import closing
    from inventory.transfers import changes, shell, story
    from workbench.registry import ChangeProvider, WorkProvider, registry
    from workbench.story import StoryProvider, stories

    closing.register(shell.open_transfers)
    registry.add_nav(*shell.NAVIGATION)
    registry.add_search(shell.SEARCH)
    registry.add_floor(shell.FLOOR)
    registry.add_scan_target(shell.find_scanned)
    registry.add_work(WorkProvider("transfers.view", shell.work, order=22))
    registry.add_changes(ChangeProvider("transfers.view", changes.ended, order=30))
    registry.add_subject(
        "transfers.transfer",
        shell.url_of_transfer,
        shell.sees_transfer,
        adds=("transfers.create", "transfers.ship", "approvals.decide"),
    )
    registry.add_subject("transfers.shortage", shell.url_of_shortage)
    stories.add(StoryProvider("transfers.view", story.transfer_lines, 30, story.transfer_subjects))
