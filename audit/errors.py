"""What sealing refuses."""

from kernel.errors import Conflict, RuleViolation


class SealKeyMissing(RuleViolation):
    """Nothing was sealed: there is no signing key. Set PLUMBLINE_AUDIT_KEY to one made with
    `manage.py audit key`."""


class SealKeyUnreadable(RuleViolation):
    """Nothing was sealed: the signing key cannot be read. It must be 32 bytes in base64, as
    `manage.py audit key` prints it."""


class AnchorKnowsMore(Conflict):
    """Nothing was sealed: the anchor file knows block {anchored}, the database ends at block
    {stored}. Rows were removed, or an older backup was restored. Run `manage.py audit verify`; after
    a restore run `manage.py audit restored`."""


class TransactionIdsWentBack(Conflict):
    """Nothing was sealed: this server's transaction ids ({newest}) are behind the last seal ({last}),
    as after a restore into a new server. Run `manage.py audit restored`."""


class ReasonMissing(RuleViolation):
    """The restore was not noted: say in one sentence why it was done."""
