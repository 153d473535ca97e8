"""Refusals of adjustments, one sentence each."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class AdjustingNotAllowed(NotAllowed):
    """You may not ask for adjustments. Nothing was changed. Ask your manager."""


class ReasonsNotAllowed(NotAllowed):
    """You may not change reason codes. Nothing was changed. Ask an admin."""


class AdjustmentOutsideScope(NotAllowed):
    """{location} is outside the places you work for. Nothing was changed."""


class AdjustmentUnknown(RuleViolation):
    """There is no adjustment {reference}. Nothing was changed. Check the reference."""


class AdjustmentChangedMeanwhile(Conflict):
    """{reference} was changed since you opened it. Nothing was changed by you. Look again."""


class AdjustmentNotDraft(Conflict):
    """{reference} is {status} and cannot be changed. Nothing was changed."""


class AdjustmentNotSubmitted(Conflict):
    """{reference} is {status}, so there is nothing to decide. Nothing was changed."""


class AdjustmentNotApproved(Conflict):
    """{reference} is {status} and cannot be posted. Nothing was changed."""


class AdjustmentEnded(Conflict):
    """{reference} is {status} and cannot be cancelled. Nothing was changed. Take a posted one back
    instead."""


class UndoTakesAnApprover(NotAllowed):
    """{reference} was not undone: it was approved by a person, so only somebody whose role decides
    about approvals undoes it."""


class AdjustmentNotPosted(Conflict):
    """{reference} is {status} and cannot be taken back. Nothing was changed."""


class ReasonUnknown(RuleViolation):
    """There is no reason {code}. Nothing was changed. Choose one of the list."""


class ReasonNotActive(RuleViolation):
    """The reason {label} is not used any more. Nothing was changed. Choose another one."""


class ReasonCodeTaken(Conflict):
    """There is a reason {code} already. Nothing was saved. Choose another code."""


class ReasonCodeUnfit(RuleViolation):
    """A code has 1 to 40 small letters, digits and hyphens. Nothing was saved. Write it as
    broken-in-store."""


class ReasonLabelUnfit(RuleViolation):
    """A reason needs a name of 1 to 80 characters. Nothing was saved."""


class StatesUnfit(RuleViolation):
    """{effect} cannot take from: {states}. Nothing was saved. Choose among: {allowed}."""


class BandUnfit(RuleViolation):
    """The limit is an amount from 0 to 9,999,999,999. Nothing was saved."""


class StateNotOfReason(RuleViolation):
    """{label} is not for pieces that are {state}. Nothing was changed. Choose among: {allowed}."""


class NothingToAdjust(RuleViolation):
    """There are no lines. Nothing was submitted. Scan or add what is to be adjusted."""


class TooManyLines(RuleViolation):
    """An adjustment has at most {most} lines. Nothing was changed. Make a second one."""


class LineUnknown(RuleViolation):
    """This line is not there any more. Nothing was changed. Look again."""


class LineTwice(RuleViolation):
    """{sku} in one state stands on more than one line. Nothing was saved. Put it on one line."""


class AmountUnfit(RuleViolation):
    """{sku}: a quantity is a whole number from {least} to {most}. Nothing was changed."""


class SkuNotHere(RuleViolation):
    """{sku} does not belong to the network of {location}. Nothing was changed. Check the code."""


class KitNotAdjusted(RuleViolation):
    """{sku} is a kit and has no stock of its own. Nothing was changed. Adjust its components."""


class NoteMissing(RuleViolation):
    """{label} needs a note that says what happened. Nothing was submitted. Write one."""


class PhotoMissing(RuleViolation):
    """{label} needs a photo. Nothing was submitted. Take one and attach it."""


class WhyMissing(RuleViolation):
    """Say why. Nothing was changed."""


class NotEnoughToAdjust(Conflict):
    """{sku}: only {present} are {state} here, {wanted} are asked for. Nothing was submitted. Lower the
    number, or count the shelf first."""


class AdjustmentWentOn(Conflict):
    """Nothing was undone: {reference} went on since it was decided, so the decision stands. Open it to see
    what became of it."""
