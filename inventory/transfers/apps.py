from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "inventory.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from approvals import subjects
        from exceptions.kinds import register_kind
        from inventory.ledger import reactions
        from inventory.receiving import kinds as deliveries
        from inventory.transfers import kinds, reacting

        subjects.register(kinds.TRANSFER, kinds.SHORTAGE)
        deliveries.register(kinds.DELIVERY)
        # Before receiving: a transfer is locked before its receipts.
        reactions.register("TR-", reacting.react, lock=reacting.lock_named)
        for kind in kinds.CASES:
            register_kind(kind)
