"""What loading a unit refuses."""

from kernel.errors import Conflict, RuleViolation


class UnitOfAnotherFile(Conflict):
    """Nothing was loaded: {code} was made from another file. Choose another code for this one."""


class UnitCodeUnfit(RuleViolation):
    """Nothing was loaded: {code} is no code. Use at most 20 letters, digits, hyphens and underscores."""


class UnitCodeTaken(Conflict):
    """Nothing was loaded: {code} is a place already. Choose another code."""
