"""What counts refuse, in the sentence staff read. Nothing is written when one is raised."""

from typing import ClassVar

from kernel.errors import Conflict, DomainError, NotAllowed, RuleViolation


class CountUnknown(DomainError):
    """Nothing was changed: there is no {reference}, or it is outside your places. Check the
    reference."""

    http_status: ClassVar[int] = 404


class CountingNotAllowed(NotAllowed):
    """Nothing was counted: counting is done by the people of a store or a warehouse, not by your
    roles."""


class PlanningNotAllowed(NotAllowed):
    """Nothing was changed: counts are planned by managers, leads and admins, not by your roles. Ask
    one of them."""


class ReviewNotAllowed(NotAllowed):
    """Nothing was changed: counts are reviewed by managers and leads, not by your roles. Ask one of
    them."""


class LocationOutsideScope(NotAllowed):
    """No count was made: {location} is outside your places, or there is no such location."""


class LocationDoesNotCount(RuleViolation):
    """No count was made: {location} is {lifecycle}, so nothing is counted there."""


class PartsMissing(RuleViolation):
    """No count was made: name at least one shelf or area."""


class TooManyParts(RuleViolation):
    """No count was made: at most {limit} shelves in one count. Make several counts."""


class TooManyLines(RuleViolation):
    """Nothing was counted: at most {limit} lines at once. Send them in several calls."""


class SkusNotKnown(RuleViolation):
    """No count was made: these codes name no SKU of this network that is counted: {codes}."""


class CountChanged(Conflict):
    """Nothing was changed: somebody changed {reference} meanwhile. Look again before you go on."""


class CountIsOver(Conflict):
    """Nothing was changed: {reference} is {status}."""


class CountNotInReview(Conflict):
    """Nothing was changed: {reference} is not to review, it is {status}."""


class CountNotCancellable(Conflict):
    """The count was not cancelled: {reference} is {status}."""


class ReasonMissing(RuleViolation):
    """Nothing was changed: somebody will ask why. Give the reason in one sentence."""


class PartUnknown(DomainError):
    """Nothing was changed: this count has no such shelf."""

    http_status: ClassVar[int] = 404


class PartFinished(Conflict):
    """Nothing was changed: {part} is finished already, by {who}."""


class PartNotFinished(Conflict):
    """Nothing was changed: {part} is still being counted, so simply go on there."""


class PartChanged(Conflict):
    """Nothing was finished: somebody finished or reopened {part} meanwhile. Look again."""


class PartAlreadyPosted(Conflict):
    """The shelf was not opened again: a part of it is posted or being decided. Ask for a recount."""


class RecountBySomebodyElse(RuleViolation):
    """You counted this first, so somebody else must count it again. Nothing was counted."""


class NothingToCountAgain(RuleViolation):
    """Nothing was changed: choose at least one line that is to review."""


class NothingToApprove(RuleViolation):
    """Nothing was approved: choose at least one line that is to review."""


class LinesAsked(Conflict):
    """Nothing was changed: {lines} wait for approval. Withdraw the request first."""


class RecountMissing(RuleViolation):
    """Nothing was approved: somebody else must first count again what differs by more than the
    tolerance: {lines}."""


class ReviewerCounted(RuleViolation):
    """Nothing was decided: you counted {lines} yourself, so somebody else must decide."""


class PersonAwayCounted(RuleViolation):
    """Nothing was decided: {person} counted {lines}, so nobody decides for {person} here."""


class CountedAgainSince(Conflict):
    """Nothing was undone: {lines} was counted again since. Count once more if it is wrong."""


class DecisionOvertaken(Conflict):
    """Nothing was undone: some of these lines were decided or counted again meanwhile, so the decision
    stands. Count once more if it is wrong."""


class CodeSettled(Conflict):
    """Nothing was changed: {code} is settled already."""


class ShelfNotNamed(RuleViolation):
    """Nothing was changed: several shelves of {reference} are open. Name one of them: {shelves}."""


class KitNotCounted(RuleViolation):
    """Nothing was counted: {sku} is a kit, which has no stock of its own. Count what is in it."""


class SkuOfAnotherNetwork(RuleViolation):
    """Nothing was counted: {sku} is not of this network. Leave it out."""


class SkuNotOfShelf(RuleViolation):
    """Nothing was counted: {sku} is not of this shelf. Scan it, so that it is kept for a reviewer."""


class SkuSettled(Conflict):
    """Nothing was counted: {sku} is posted or decided already in this count. Plan a count of it."""


class QuantityOutOfRange(RuleViolation):
    """Nothing was counted: a counted quantity is a whole number from 0 to {most}."""


class LinesUnfit(RuleViolation):
    """Nothing was counted: {n} lines do not fit. Line {line}: {why}"""


class LinesMissing(RuleViolation):
    """Nothing was counted: send at least one line."""


class RuleUnknown(DomainError):
    """Nothing was changed: there is no such rule, or it is outside your places."""

    http_status: ClassVar[int] = 404


class RuleChanged(Conflict):
    """Nothing was saved: somebody changed this rule meanwhile. Look again before you go on."""


class SharesNotRising(RuleViolation):
    """Nothing was saved: the shares of A, B and C must rise, and C ends at 100 %."""


class RulesAlreadyThere(Conflict):
    """Nothing was saved: {place} has rules of its own already. Change those."""


class PlanAlreadyThere(Conflict):
    """Nothing was saved: {place} has a plan already. Change that one."""


class PlaceOutsideScope(RuleViolation):
    """Nothing was changed: you may set this for places within your own scope only."""
