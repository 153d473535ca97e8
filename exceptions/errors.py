"""What the exception desk refuses."""

from kernel.errors import RuleViolation


class CaseKindMissing(RuleViolation):
    """No case was opened: it needs a kind and a fingerprint. Name both and open it again."""


class ClosingNoteMissing(RuleViolation):
    """The case was not closed: nobody could tell why later. Say in one sentence what cured it."""
