"""What suggestions refuse: who and what was not done, and what to do."""

from kernel.errors import Conflict, RuleViolation


class SuggestionGone(Conflict):
    """Nothing was done: these suggestions were computed anew or settled meanwhile. Look again."""


class QuietOver(Conflict):
    """Nothing was done: it may be suggested again already. Look again."""


class DaysUnfit(RuleViolation):
    """Nothing was dismissed: {days} days cannot be. Use 1 to {most}."""


class ReasonMissing(RuleViolation):
    """Nothing was dismissed: say why it should not move, so that others need not ask again."""
